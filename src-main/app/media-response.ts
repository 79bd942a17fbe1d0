import { extname } from 'node:path'
import type { Study } from '#core/study-services.ts'
import { assertNever } from '#shared/errors.ts'
import { parseMediaUrl, type MediaTarget } from '#shared/ipc/media-url.ts'
import { fileResponse } from './file-response.ts'
import type { StudySession } from './study-session.ts'

// Chromium sniffs the content anyway; the type only has to be one that it plays.
const videoTypes: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
}

/** What a media request carries; a `Request` fits. */
export interface MediaRequest {
  readonly url: string
  readonly method: string
  readonly headers: { get(name: string): string | null }
  readonly signal: AbortSignal
}

/**
 * Answers `media://` addresses: videos and pictures of the open study by id, nothing else on this disk.
 *
 * @param allowedOrigin the window's own origin, whose scripts may look at the pixels (to draw a face crop)
 */
export function createMediaResponder(
  session: StudySession,
  allowedOrigin: string,
): (request: MediaRequest) => Promise<Response> {
  const headers = {
    'Access-Control-Allow-Origin': allowedOrigin,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  }
  const refuse = (status: number): Response => new Response(null, { status, headers })

  return async (request) => {
    // A fragment (`#t=1,2`) is for the player; Electron hands it over where HTTP would not.
    const [address = ''] = request.url.split('#')
    const target = parseMediaUrl(address)
    const open = session.current()
    if (target === null || open === null) return refuse(404)
    if (request.method !== 'GET') return refuse(405)
    const file = await fileOf(open.study, target)
    if (file === null) return refuse(404)
    return fileResponse({
      file,
      contentType:
        target.kind === 'video'
          ? (videoTypes[extname(file).toLowerCase()] ?? 'application/octet-stream')
          : 'image/jpeg',
      range: request.headers.get('range'),
      signal: request.signal,
      headers,
    })
  }
}

/** Absolute path of what an address stands for; null when there is no such thing. */
async function fileOf({ library, videos, people }: Study, target: MediaTarget): Promise<string | null> {
  switch (target.kind) {
    case 'video':
      return await videos.playedFile(target.id)
    case 'thumbnail':
      return await library.thumbnailFile(target.id)
    case 'strip':
      return videos.stripSheetFile(target.id, target.sheet)
    case 'face':
      return await people.facePictureFile(target.id)
    default:
      return assertNever(target)
  }
}

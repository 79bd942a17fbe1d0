import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { readdir, rm, stat, statfs } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '#shared/errors.ts'
import { hashFile } from '../../files/content-hash.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { toStoredPath, videosFolder } from '../../files/study-path.ts'
import { PARTIAL_ENDING, writeWhole } from '../../files/write-atomically.ts'
import { shownName } from '../../files/shown-name.ts'
import type { VideoPlace } from './apply-session.ts'
import type { SessionDraft, VideoContent, VideoDraft } from './session-draft.ts'

/** Left free for the database and whatever else writes meanwhile. */
const RESERVE_BYTES = 64 * 1024 * 1024

export interface CopiedVideo extends VideoPlace {
  /** Absolute path. */
  readonly file: string
  /** False when an earlier import that was cut off had left the very same copy. */
  readonly isNew: boolean
}

/**
 * Copies a video into the study: under another name first, its content compared with what the preview read,
 * then renamed. Throws AppError `file-unreadable` when the source changed, and what the file system throws.
 */
export async function copyVideo(
  studyFolder: string,
  work: { draft: SessionDraft; video: VideoDraft; content: VideoContent; signal: AbortSignal },
): Promise<CopiedVideo> {
  const { draft, video, content, signal } = work
  const folder = join(videosFolder(studyFolder), safeName(draft.patientCode), safeName(draft.visitLabel))
  await makeStudyFolder(studyFolder, folder)
  const target = await freeTarget(folder, { video, content, signal })
  if (!target.isTaken) await copyChecked(video, content, { target: target.file, signal })
  const { mtimeMs } = await stat(target.file)
  return {
    file: target.file,
    isNew: !target.isTaken,
    path: toStoredPath(studyFolder, target.file),
    copied: true,
    modifiedMs: Math.trunc(mtimeMs),
  }
}

/** A name that is free, or taken by the same content. */
async function freeTarget(
  folder: string,
  { video, content, signal }: { video: VideoDraft; content: VideoContent; signal: AbortSignal },
): Promise<{ file: string; isTaken: boolean }> {
  const name = safeName(video.fileName)
  const ending = extname(name)
  const stem = name.slice(0, name.length - ending.length)
  const names = [name, `${stem}-${content.sha256.slice(0, 8)}${ending}`, `${content.sha256}${ending}`]
  for (const candidate of names) {
    const file = join(folder, candidate)
    if (!existsSync(file)) return { file, isTaken: false }
    if ((await hashFile(file, { signal })) === content.sha256) return { file, isTaken: true }
  }
  throw new AppError('conflict', `${shownName(video.path)} cannot be copied: its name in the study is taken.`)
}

async function copyChecked(
  video: VideoDraft,
  content: VideoContent,
  { target, signal }: { target: string; signal: AbortSignal },
): Promise<void> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const copy = async (partial: string): Promise<void> => {
    await pipeline(createReadStream(video.path), hashing, createWriteStream(partial), { signal })
    if (hash.digest('hex') !== content.sha256) {
      throw new AppError(
        'file-unreadable',
        `${shownName(video.path)} was changed since the preview. Preview again.`,
      )
    }
  }
  // Flushed: after a power cut there is the whole copy or none.
  await writeWhole(target, copy, { flush: true })
}

/** Fit for a file name on every system, Windows included. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[<>:"/\\|?*\p{C}]/gu, '_').replace(/[. ]+$/u, '')
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu.test(safe) || safe === '' ? `_${safe}` : safe
}

/** Throws AppError `disk-full` before anything is copied. */
export async function requireSpace(studyFolder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(studyFolder)
  const free = bavail * bsize
  if (free >= bytes + RESERVE_BYTES) return
  const needed = `${gigabytes(bytes)} are needed, ${gigabytes(free)} are free`
  throw new AppError(
    'disk-full',
    `The disk of the study has no room for the copies: ${needed}. Nothing was imported.`,
  )
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`
}

/** Unfinished copies of an import that was killed. */
export async function removePartialCopies(studyFolder: string): Promise<void> {
  const folder = videosFolder(studyFolder)
  if (!existsSync(folder)) return
  const names = await readdir(folder, { recursive: true })
  for (const name of names) {
    if (name.endsWith(PARTIAL_ENDING)) await rm(join(folder, name), { force: true })
  }
}

/** Takes back the copies of a session that did not come into the study. */
export async function removeCopies(copies: Iterable<CopiedVideo>): Promise<void> {
  for (const { file, isNew } of copies) {
    if (isNew) await rm(file, { force: true })
  }
}

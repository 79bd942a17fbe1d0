import { stat } from 'node:fs/promises'
import type { Video } from '#shared/domain/clip.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { hashFile } from '../../files/content-hash.ts'
import { hashParts } from '../../files/parts-hash.ts'
import { shownName } from '../../files/shown-name.ts'
import { openProblem } from '../../media/probe/probe.ts'
import type { StoredVideo } from './video-repository.ts'
import { presentFile } from './present-file.ts'
import type { StudyContext } from './study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

/**
 * Where a video of the study can be read for a pass; null when it is not there, or of another size. Throws AppError
 * `file-unreadable` when another recording lies in its place, and `cancelled`.
 */
export type FindVideoFile = (videoId: number, signal: AbortSignal) => Promise<string | null> | string | null

/** `FindVideoFile` of an open study; null also for a video that is not in it. */
export function createFindVideoFile(context: StudyContext): FindVideoFile {
  return async (videoId, signal) => {
    const video = context.repositories.videos.get(videoId)
    return video === null ? null : sameVideoFile(context, video, signal)
  }
}

/**
 * Before anything is computed from a video, as in `FindVideoFile`: the time of change and a hash of parts have to be
 * those on record; where they are not, the whole content is read, and if it is the same both are put on record.
 */
export async function sameVideoFile(
  context: StudyContext,
  video: StoredVideo,
  signal: AbortSignal,
): Promise<string | null> {
  const compared = await compareVideo(context, video, signal)
  if (compared?.isSame === false) throw new AppError('file-unreadable', replacedSentence(video))
  return compared?.file ?? null
}

/** As `sameVideoFile`, where it is no error that another recording lies in its place. */
export async function compareVideo(
  context: StudyContext,
  video: StoredVideo,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly isSame: boolean } | null> {
  throwIfCancelled(signal)
  const file = presentFile(context.folder, video)
  if (file === null) return null
  const seen = await readable(video, signal, async () => {
    // Before the parts: a change in between leaves a later time, which the next pass meets.
    const { mtimeMs } = await stat(file)
    return { modifiedMs: Math.trunc(mtimeMs), partsSha256: await hashParts(file) }
  })
  const isSameTime = seen.modifiedMs === video.modifiedMs
  if (isSameTime && seen.partsSha256 === video.partsSha256) return { file, isSame: true }
  // Of a video that an earlier version imported, there are no parts on record.
  const isTrusted = isSameTime && video.partsSha256 === null
  if (!isTrusted) {
    const sha256 = await readable(video, signal, () => hashFile(file, { signal }))
    if (sha256 !== video.sha256) return { file, isSame: false }
  }
  if (!context.db.readonly) context.repositories.videos.confirm(video.id, seen)
  return { file, isSame: true }
}

/**
 * What can be known of a file in a video's place without reading all of it: `unsure` where its parts are those on record,
 * or none are, but its time is not. Throws what the file system throws.
 */
export async function compareParts(file: string, video: StoredVideo): Promise<Video['content']> {
  const { mtimeMs } = await stat(file)
  if (video.partsSha256 !== null && (await hashParts(file)) !== video.partsSha256) return 'replaced'
  return Math.trunc(mtimeMs) === video.modifiedMs ? 'same' : 'unsure'
}

/** For a single picture, which is not worth reading a whole video: null when it is not there or surely another one. */
export async function likelySameFile(
  { folder }: Pick<StudyContext, 'folder'>,
  video: StoredVideo,
): Promise<string | null> {
  const file = presentFile(folder, video)
  if (file === null) return null
  const content = await compareParts(file, video).catch(() => 'replaced')
  return content === 'replaced' ? null : file
}

async function readable<T>(
  { fileName }: StoredVideo,
  signal: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  try {
    const result = await read()
    throwIfCancelled(signal)
    return result
  } catch (cause) {
    throwIfCancelled(signal)
    if (isAppError(cause)) throw cause
    throw new AppError('file-unreadable', `${shownName(fileName)} ${openProblem(cause)}`, { cause })
  }
}

export function replacedSentence({ fileName }: StoredVideo): string {
  return (
    `${shownName(fileName)} is not the recording that was imported: another one of the same name and size lies in its ` +
    'place, which is neither shown nor computed from. Put the original back, or import the new one as a video of its own.'
  )
}

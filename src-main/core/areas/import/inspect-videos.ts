import { basename } from 'node:path'
import pLimit from 'p-limit'
import { isAppError } from '#shared/errors.ts'
import { hashFile } from '../../files/content-hash.ts'
import { hashParts } from '../../files/parts-hash.ts'
import { toStoredPath } from '../../files/study-path.ts'
import { openProblem } from '../../media/probe/probe.ts'
import { shownName } from '../../files/shown-name.ts'
import type { MediaTools } from '../../media/types.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { StudyContext } from '../study/study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import type { VideoContent, VideoDraft } from './session-draft.ts'
import { refusal } from './walk-folder.ts'
import type { FoundFile } from './walk-folder.ts'

/** Hashing waits for the disk and probing for a child process; more than this only makes the disk seek. */
const VIDEOS_AT_ONCE = 3

export interface VideoInspector {
  inspect(files: readonly FoundFile[]): Promise<VideoDraft[]>
}

/** Reads videos side by side, over all sessions of an import; `total` files are told as the job's length. */
export function createVideoInspector(
  context: StudyContext,
  media: MediaTools,
  job: { control: JobControl; total: number },
): VideoInspector {
  const { control, total } = job
  const limit = pLimit(VIDEOS_AT_ONCE)
  const partial = new Map<string, number>()
  let finished = 0

  const report = () => {
    control.progress(finished + [...partial.values()].reduce((sum, part) => sum + part, 0), total)
  }

  async function contentOf(file: FoundFile): Promise<VideoContent> {
    const known = await knownContent(context, file)
    if (known !== null) return known
    const partsSha256 = await hashParts(file.path)
    const sha256 = await hashFile(file.path, {
      signal: control.signal,
      onBytes: (bytes) => {
        partial.set(file.path, Math.min(1, bytes / Math.max(1, file.bytes)) * 0.9)
        report()
      },
    })
    const sameContent = context.repositories.videos.byHash(sha256)[0]
    if (sameContent !== undefined) return { sha256, partsSha256, probe: sameContent.probe }
    const probe = await media.probe(file.path, control.signal)
    return { sha256, partsSha256, probe, remarks: await media.remarks(file.path, control.signal) }
  }

  async function inspectOne(file: FoundFile): Promise<VideoDraft> {
    await control.gate.wait()
    throwIfCancelled(control.signal)
    const fileName = basename(file.path).normalize('NFC')
    const refuse = (code: string, what: string): VideoDraft => {
      const message = `${shownName(file.path)} ${what}`
      return { ...file, fileName, content: null, refusal: refusal(file.shown, code, message) }
    }
    if (file.bytes === 0)
      return refuse('empty-file', 'is empty (0 bytes): its recording or copying did not finish.')
    try {
      const content = await contentOf(file)
      if (content.probe.durationMs <= 0)
        return refuse('media-unreadable', 'has no length: it holds a single picture.')
      return { ...file, fileName, content, refusal: null }
    } catch (error) {
      throwIfCancelled(control.signal)
      if (!isAppError(error)) return refuse('file-unreadable', openProblem(error))
      if (error.code !== 'media-unreadable') throw error
      return { ...file, fileName, content: null, refusal: refusal(file.shown, error.code, error.message) }
    } finally {
      partial.delete(file.path)
      finished += 1
      report()
    }
  }

  return {
    async inspect(files) {
      try {
        return await Promise.all(files.map((file) => limit(() => inspectOne(file))))
      } finally {
        limit.clearQueue()
      }
    },
  }
}

/**
 * A file in the place, with the size, the time of change and the parts that the study knows, is not read again: a
 * study of a terabyte is imported again for one new visit.
 */
async function knownContent(
  { folder, repositories }: StudyContext,
  file: FoundFile,
): Promise<VideoContent | null> {
  const stored = repositories.videos
    .byPath(toStoredPath(folder, file.path))
    .find((video) => video.bytes === file.bytes && video.modifiedMs === file.modifiedMs)
  if (stored === undefined) return null
  const { sha256, partsSha256, probe } = stored
  if (partsSha256 !== null && partsSha256 !== (await hashParts(file.path))) return null
  return { sha256, partsSha256, probe }
}

import { join } from 'node:path'
import type { FrameTimes } from '#shared/domain/strip.ts'
import { AppError } from '#shared/errors.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { frameTimesFolder } from '../../files/study-path.ts'
import type { InFlight } from '../../async/in-flight.ts'
import type { MediaTools } from '../../media/types.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { CACHE_LIMITS, keepWithin, markUsed } from './bounded-cache.ts'
import { readFrameTimesFile, writeFrameTimes } from './frame-times-file.ts'
import { missingSentence } from '../study/missing-sentence.ts'

export interface VideoFrameTimesDeps {
  readonly studyFolder: string
  readonly readonly: boolean
  readonly making: InFlight
  readonly media: Pick<MediaTools, 'frameTimes'>
  /** As `sameVideoFile`. */
  readonly sameFile: (video: StoredVideo, signal: AbortSignal) => Promise<string | null>
}

/** Times of all pictures, read once from each video and asked for by several views at a time. */
export function createVideoFrameTimes({
  studyFolder,
  readonly,
  making,
  media,
  sameFile,
}: VideoFrameTimesDeps) {
  const folder = frameTimesFolder(studyFolder)
  const inWork = new Map<string, Promise<FrameTimes>>()
  const closing = new AbortController()

  const read = async (video: StoredVideo): Promise<FrameTimes> => {
    const cached = join(folder, `${video.sha256}.bin`)
    const known = await readFrameTimesFile(cached)
    if (known !== null) {
      if (!readonly) await markUsed(cached)
      return known
    }
    const file = await sameFile(video, closing.signal)
    if (file === null) throw new AppError('file-unreadable', missingSentence(video))
    const times = await media.frameTimes(file, closing.signal)
    if (!readonly) await keep(cached, times)
    return times
  }

  /** A disk that is full must not keep anybody from working: it is read again the next time. */
  const keep = async (cached: string, times: FrameTimes): Promise<void> => {
    const kept = await makeStudyFolder(studyFolder, folder)
      .then(() => writeFrameTimes(cached, times))
      .then(
        () => true,
        () => false,
      )
    if (kept) await keepWithin(folder, CACHE_LIMITS.frameTimes, (name) => cached.endsWith(name))
  }

  return {
    get(video: StoredVideo): Promise<FrameTimes> {
      const { sha256 } = video
      const reading = inWork.get(sha256) ?? making.add(read(video).finally(() => inWork.delete(sha256)))
      inWork.set(sha256, reading)
      return reading
    },
    async close(): Promise<void> {
      closing.abort()
      await Promise.allSettled(inWork.values())
    },
  }
}

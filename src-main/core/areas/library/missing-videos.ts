import { stat } from 'node:fs/promises'
import pLimit from 'p-limit'
import { fromStoredPath } from '../../files/study-path.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import type { VideoService } from '../video/service.ts'
import type { StudyContext } from '../study/study-context.ts'

/** A drive that sleeps answers late: a few questions at a time leave it, and this program, free for other work. */
const ASKED_AT_ONCE = 4

/**
 * Which videos were not where the study expects them when it was last looked. Those that are there, but were changed since
 * they were imported, are looked at on the way.
 */
export interface MissingVideos {
  readonly ids: () => ReadonlySet<number>
  /** Looks for each, off the main thread's way; announces `library` when something changed. */
  look(): Promise<void>
}

export function createMissingVideos(
  { folder, repositories, announce }: StudyContext,
  places: Pick<VideoService, 'lookAt' | 'replaced'>,
): MissingVideos {
  let missing: ReadonlySet<number> = new Set()
  let looking: Promise<void> | null = null

  const isPresent = async (video: StoredVideo): Promise<boolean> => {
    const file = fromStoredPath(folder, video.path)
    if (file === null) return false
    const status = await stat(file).catch(() => null)
    if (status?.isFile() !== true || status.size !== video.bytes) return false
    const isTouched = Math.trunc(status.mtimeMs) !== video.modifiedMs
    if (isTouched || places.replaced().has(video.id)) await places.lookAt(video.id)
    return true
  }

  const look = async (): Promise<void> => {
    const limit = pLimit(ASKED_AT_ONCE)
    const videos = repositories.videos.list()
    const found = await Promise.all(videos.map((video) => limit(() => isPresent(video))))
    const before = missing
    missing = new Set(videos.filter((_, index) => found[index] === false).map(({ id }) => id))
    const isSame = missing.size === before.size && [...missing].every((id) => before.has(id))
    if (!isSame) announce(['library'])
  }

  return {
    ids: () => missing,
    look: () => (looking ??= look().finally(() => (looking = null))),
  }
}

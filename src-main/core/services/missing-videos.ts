import { stat } from 'node:fs/promises'
import pLimit from 'p-limit'
import { fromStoredPath } from '../files/study-path.ts'
import type { StoredVideo } from '../repositories/video-repository.ts'
import type { StudyContext } from './study-context.ts'

/** A drive that sleeps answers late: a few questions at a time leave it, and this program, free for other work. */
const ASKED_AT_ONCE = 4

/** Which videos were not where the study expects them when it was last looked. */
export interface MissingVideos {
  readonly ids: () => ReadonlySet<number>
  /** Looks for each, off the main thread's way; announces `library` when something changed. */
  look(): Promise<void>
}

export function createMissingVideos({ folder, repositories, announce }: StudyContext): MissingVideos {
  let missing: ReadonlySet<number> = new Set()
  let looking: Promise<void> | null = null

  const look = async (): Promise<void> => {
    const limit = pLimit(ASKED_AT_ONCE)
    const videos = repositories.videos.list()
    const found = await Promise.all(videos.map((video) => limit(() => isPresent(folder, video))))
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

async function isPresent(studyFolder: string, video: StoredVideo): Promise<boolean> {
  const file = fromStoredPath(studyFolder, video.path)
  if (file === null) return false
  const status = await stat(file).catch(() => null)
  return status?.isFile() === true && status.size === video.bytes
}

import { statSync } from 'node:fs'
import { fromStoredPath } from '../../files/study-path.ts'
import type { StoredVideo } from './video-repository.ts'

/** Absolute path of a video that is where it should be with the size it should have, else null. */
export function presentFile(studyFolder: string, video: StoredVideo): string | null {
  const file = fromStoredPath(studyFolder, video.path)
  if (file === null) return null
  const status = statSync(file, { throwIfNoEntry: false })
  return status?.isFile() === true && status.size === video.bytes ? file : null
}

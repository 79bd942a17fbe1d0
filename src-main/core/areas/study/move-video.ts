import type { StudyContext } from './study-context.ts'
import type { StoredVideo } from './video-repository.ts'
import { isInside, toStoredPath, videosFolder } from '../../files/study-path.ts'

/** The content is the same; only the place is another. */
export function moveTo(
  { folder, repositories }: StudyContext,
  video: StoredVideo,
  file: { path: string; modifiedMs: number },
): void {
  repositories.videos.move(video.id, {
    path: toStoredPath(folder, file.path),
    copied: isInside(videosFolder(folder), file.path),
    modifiedMs: file.modifiedMs,
  })
}

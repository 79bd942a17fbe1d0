import { AppError } from '#shared/errors.ts'
import { MAX_CLIPS_OF_VIDEO } from '#shared/limits.ts'
import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode, spanText } from '#shared/time/timecode.ts'

/** Shorter clips hold too few frames to tell anything; a shorter video is one clip all the same. */
export const MIN_CLIP_MS = 200

/** Throws AppError `bad-request` for more clips than a video can have. */
export function requireAllowedCount(clips: number): void {
  if (clips <= MAX_CLIPS_OF_VIDEO) return
  const what = `These would be ${clips.toLocaleString('en')} clips: a video has at most ${MAX_CLIPS_OF_VIDEO.toLocaleString('en')}. Choose longer ones.`
  throw new AppError('bad-request', what)
}

/** Throws AppError `bad-request` for a clip that the video cannot have. */
export function requireClipSpan(span: TimeSpan, video: TimeSpan): void {
  const { startMs, endMs } = span
  if (startMs < 0 || endMs > video.endMs) {
    const what = `A clip from ${spanText(span)} reaches beyond its video, which ends at ${formatTimecode(video.endMs)}.`
    throw new AppError('bad-request', what)
  }
  if (endMs <= video.startMs) {
    const what = `A clip from ${spanText(span)} would be without a picture: this video begins at ${formatTimecode(video.startMs)}.`
    throw new AppError('bad-request', what)
  }
  if (lengthOf(span) < Math.min(MIN_CLIP_MS, lengthOf(video))) {
    const what = `A clip from ${spanText(span)} would be too short: a clip has at least ${MIN_CLIP_MS} ms.`
    throw new AppError('bad-request', what)
  }
}

import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { requireAllowedCount } from './clip-spans.ts'

/**
 * Clips of one length, their starts a stride apart. What is left at the end is a shorter clip when it has at least half
 * the length; less than that is joined to the last clip, or left out where that does not reach it. A video
 * shorter than the length is one clip.
 *
 * Throws AppError `bad-request`, before it makes any, where they would be more than a video can have.
 */
export function fixedSpans(
  { lengthMs, strideMs }: { readonly lengthMs: number; readonly strideMs: number },
  video: TimeSpan,
): TimeSpan[] {
  requireAllowedCount(Math.floor(lengthOf(video) / strideMs))
  const spans: TimeSpan[] = []
  for (let place = 0; ; place += 1) {
    const startMs = video.startMs + place * strideMs
    const last = spans.at(-1)
    if (startMs >= video.endMs || last?.endMs === video.endMs) return spans
    const endMs = Math.min(startMs + lengthMs, video.endMs)
    if (last === undefined || endMs - startMs >= lengthMs / 2) spans.push({ startMs, endMs })
    else if (last.endMs >= startMs) spans[spans.length - 1] = { startMs: last.startMs, endMs: video.endMs }
    else return spans
  }
}

import type { TimeSpan } from '#shared/domain/cut.ts'
import { lengthOf, MIN_CLIP_MS } from './clip-spans.ts'

/** A video's pictures and where it lies on its time axis, ms. */
export interface FrameGrid {
  /** Ascending; Float64[frames] */
  readonly timesMs: Float64Array
  readonly video: TimeSpan
}

/**
 * The start of the picture nearest to a time; the start and the end of the video stay what they are. Two times never
 * change places.
 */
export function snapToFrame(timeMs: number, { timesMs, video }: FrameGrid): number {
  if (timeMs <= video.startMs) return video.startMs
  if (timeMs >= video.endMs || timesMs.length === 0) return Math.min(timeMs, video.endMs)
  let low = 0
  let high = timesMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timesMs[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  const before = Math.max(video.startMs, timesMs[low - 1] ?? 0)
  const after = Math.min(timesMs[low] ?? video.endMs, video.endMs)
  return timeMs - before <= after - timeMs ? before : after
}

/** Spans that begin and end with a picture; those that have hardly one are left out. */
export function snapSpans(spans: readonly TimeSpan[], grid: FrameGrid): TimeSpan[] {
  return spans
    .map(({ startMs, endMs }) => ({ startMs: snapToFrame(startMs, grid), endMs: snapToFrame(endMs, grid) }))
    .filter((span) => lengthOf(span) >= Math.min(MIN_CLIP_MS, lengthOf(grid.video)))
}

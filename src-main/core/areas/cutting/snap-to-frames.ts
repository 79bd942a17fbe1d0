import { lengthOf, snapTime } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { MIN_CLIP_MS } from './clip-spans.ts'

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
  // Where no picture is known there is nothing to stop at in between.
  return snapTime(timeMs, timesMs.length === 0 ? [timeMs] : timesMs, video)
}

/** Spans that begin and end with a picture; those that have hardly one are left out. */
export function snapSpans(spans: readonly TimeSpan[], grid: FrameGrid): TimeSpan[] {
  return spans
    .map(({ startMs, endMs }) => ({ startMs: snapToFrame(startMs, grid), endMs: snapToFrame(endMs, grid) }))
    .filter((span) => lengthOf(span) >= Math.min(MIN_CLIP_MS, lengthOf(grid.video)))
}

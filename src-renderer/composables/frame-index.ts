import { snapTime } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { firstAfter } from '#shared/time/ordered-times.ts'

/**
 * Numbers of frames, counted from 0 as ffmpeg does, looked up among the presentation times of a video's frames:
 * ascending, in ms of player time. Never time x rate: phones record at variable rates.
 */

/** Players cut time stamps to whole microseconds; two frames never lie this close together. */
const roundingMs = 0.01

/** The frame that is on screen at `timeMs`: the last that has begun. The first before it begins. */
export function frameShownAt(timesMs: Float64Array, timeMs: number): number {
  return Math.max(0, firstAfter(timesMs, timeMs + roundingMs) - 1)
}

/** Where frame k begins; past the last frame the end of the video. */
export function frameStart(timesMs: Float64Array, frame: number, endMs: number): number {
  return timesMs[frame] ?? endMs
}

/** Aimed at to show frame k: its middle, which no rounding of a player takes for a neighbour. */
export function frameMiddle(timesMs: Float64Array, frame: number): number {
  const startMs = timesMs[frame] ?? 0
  const nextMs = timesMs[frame + 1]
  return nextMs === undefined ? startMs + 1 : (startMs + nextMs) / 2
}

/** The frames of a half-open span, `first` to `last`; a span within one frame has that one. */
export function framesWithin(timesMs: Float64Array, span: TimeSpan): { first: number; last: number } {
  const first = Math.min(firstAfter(timesMs, span.startMs - roundingMs), Math.max(0, timesMs.length - 1))
  return { first, last: Math.max(first, firstAfter(timesMs, span.endMs - roundingMs) - 1) }
}

/** The start of a frame, or the end of the video, that is nearest to `timeMs`. */
export function nearestFrameStart(timesMs: Float64Array, timeMs: number, endMs: number): number {
  return snapTime(timeMs, timesMs, { startMs: frameStart(timesMs, 0, endMs), endMs })
}

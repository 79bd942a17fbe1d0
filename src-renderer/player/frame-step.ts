import type { TimeSpan } from '#shared/time/interval.ts'
import { frameMiddle, frameShownAt, framesWithin } from '../composables/frame-index.ts'

export interface FrameStep {
  /** Time stamp of the frame on screen. */
  readonly fromMs: number
  readonly direction: 1 | -1
  /** Mean duration of a frame: only a first guess, time stamps decide. */
  readonly frameMs: number
  readonly limits: TimeSpan
  /** Seeks a paused video and returns the time stamp of the frame that was then presented. */
  readonly seek: (timeMs: number) => Promise<number>
}

/** How far to reach when the frame on screen lasts longer than the mean, in mean frame durations. */
const widening = [0, 1, 3, 7, 15, 31]
/** Time stamps closer than this are the same frame (micro-second rounding of the browser). */
const sameFrameMs = 0.5

interface Reach {
  /** Time stamp of the frame now on screen. */
  readonly landedMs: number
  /** Latest time that is known to show the frame that was left. */
  readonly sameUntilMs: number
}

async function reachOut(step: FrameStep): Promise<Reach> {
  const first = step.direction === 1 ? 1.5 : 0.25
  let sameUntilMs = step.fromMs
  for (const extra of widening) {
    const wanted = step.fromMs + step.direction * (first + extra) * step.frameMs
    const isPastEnd = wanted >= step.limits.endMs
    const target = isPastEnd ? step.limits.endMs - step.frameMs / 4 : Math.max(step.limits.startMs, wanted)
    const landedMs = await step.seek(target)
    const hasMoved = (landedMs - step.fromMs) * step.direction > sameFrameMs
    if (hasMoved || isPastEnd || wanted <= step.limits.startMs) return { landedMs, sameUntilMs }
    sameUntilMs = target
  }
  return { landedMs: step.fromMs, sameUntilMs }
}

/**
 * Moves by exactly one frame. Aims at the middle of the neighbouring frame and checks what was presented:
 * with a variable frame rate a first jump may land short (then it reaches farther) or skip a frame (then it
 * halves what lies between until no frame of usual length fits in). Returns the time stamp of the frame that
 * is now on screen.
 */
export async function stepFrame(step: FrameStep): Promise<number> {
  const reach = await reachOut(step)
  // Backwards the first aim is just before the frame on screen: nothing can be skipped.
  if (step.direction === -1 || reach.landedMs - step.fromMs <= sameFrameMs) return reach.landedMs
  let { landedMs, sameUntilMs } = reach
  let shownMs = landedMs
  for (let attempt = 0; attempt < 8 && landedMs - sameUntilMs > 1.25 * step.frameMs; attempt += 1) {
    const middle = (sameUntilMs + landedMs) / 2
    shownMs = await step.seek(middle)
    if (shownMs - step.fromMs <= sameFrameMs) sameUntilMs = middle
    else landedMs = shownMs
  }
  return Math.abs(shownMs - landedMs) <= sameFrameMs ? landedMs : step.seek(landedMs + sameFrameMs)
}

export interface KnownStep {
  /** Time stamp of the frame on screen. */
  readonly fromMs: number
  readonly direction: 1 | -1
  /** Presentation times of all frames. */
  readonly timesMs: Float64Array
  readonly limits: TimeSpan
  /** As in `FrameStep`. */
  readonly seek: (timeMs: number) => Promise<number>
}

/** Where in a frame to aim, in shares of its length: the middle; nearer to an edge when a player missed it. */
const aims = [0, 0.3, -0.3]

/** Moves by exactly one frame of a video whose times are known; stays at the limits of the clip. */
export async function stepKnownFrame(step: KnownStep): Promise<number> {
  const { timesMs, limits } = step
  const { first, last } = framesWithin(timesMs, limits)
  const wanted = frameShownAt(timesMs, step.fromMs) + step.direction
  if (wanted < first || wanted > last) return step.fromMs
  const middleMs = frameMiddle(timesMs, wanted)
  const lengthMs = 2 * (middleMs - (timesMs[wanted] ?? middleMs))
  let landedMs = step.fromMs
  for (const aim of aims) {
    landedMs = await step.seek(middleMs + aim * lengthMs)
    if (frameShownAt(timesMs, landedMs) === wanted) break
  }
  return landedMs
}

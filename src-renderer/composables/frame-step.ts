export interface FrameStep {
  /** Time stamp of the frame on screen. */
  readonly fromMs: number
  readonly direction: 1 | -1
  /** Mean duration of a frame: only a first guess, time stamps decide. */
  readonly frameMs: number
  readonly limits: { readonly startMs: number; readonly endMs: number }
  /** Seeks a paused video and answers the time stamp of the frame that was then presented. */
  readonly seek: (timeMs: number) => Promise<number>
}

/** How far to reach when the frame on screen lasts longer than the mean, in mean frame durations. */
const widening = [0, 1, 3, 7, 15, 31]
/** Time stamps closer than this are the same frame (micro-second rounding of the browser). */
const sameFrameMs = 0.5

async function reachOut(step: FrameStep): Promise<number> {
  const first = step.direction === 1 ? 1.5 : 0.25
  for (const extra of widening) {
    const target = step.fromMs + step.direction * (first + extra) * step.frameMs
    if (target < step.limits.startMs && step.direction === -1) return step.seek(step.limits.startMs)
    const isPastEnd = target >= step.limits.endMs
    const landed = await step.seek(isPastEnd ? step.limits.endMs - step.frameMs / 4 : target)
    if ((landed - step.fromMs) * step.direction > sameFrameMs || isPastEnd) return landed
  }
  return step.fromMs
}

/**
 * Moves by exactly one frame. Aims at the middle of the neighbouring frame and checks what was presented:
 * with a variable frame rate a first jump may land short (then it reaches farther) or skip a frame (then it
 * looks between). Answers the time stamp of the frame that is now on screen.
 */
export async function stepFrame(step: FrameStep): Promise<number> {
  let landed = await reachOut(step)
  if (step.direction === -1) return landed
  for (let attempt = 0; attempt < 4 && landed - step.fromMs > 1.75 * step.frameMs; attempt += 1) {
    const between = await step.seek((step.fromMs + landed) / 2)
    if (between - step.fromMs <= sameFrameMs) return step.seek(landed + sameFrameMs)
    if (landed - between <= sameFrameMs) return landed
    landed = between
  }
  return landed
}

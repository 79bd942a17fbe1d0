import type { SampledFrame } from '#shared/domain/prediction.ts'
import { countBefore } from '#shared/time/ordered-times.ts'

/**
 * The sampled frame nearest in time, but none farther away than the model looks apart: between samples the
 * box of a neighbour is a guess, beyond that it would be wrong. `frames` are in order of time.
 */
export function nearestFrame(frames: readonly SampledFrame[], timeMs: number): SampledFrame | null {
  const place = countBefore(frames.length - 1, (index) => (frames[index]?.timeMs ?? 0) < timeMs)
  const [before, after] = [frames[place - 1], frames[place]]
  if (after === undefined) return null
  const nearer = before !== undefined && timeMs - before.timeMs <= after.timeMs - timeMs ? before : after
  const spacing = Math.max(
    before === undefined ? 0 : after.timeMs - before.timeMs,
    (frames[place + 1]?.timeMs ?? after.timeMs) - after.timeMs,
  )
  // A lone sample stands for a tenth of a second around it.
  return Math.abs(nearer.timeMs - timeMs) <= Math.max(100, spacing) ? nearer : null
}

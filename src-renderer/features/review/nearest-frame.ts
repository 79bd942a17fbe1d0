import type { SampledFrame } from '#shared/domain/prediction.ts'

/**
 * The sampled frame nearest in time, but none farther away than the model looks apart: between samples the
 * box of a neighbour is a guess, beyond that it would be wrong. `frames` are in order of time.
 */
export function nearestFrame(frames: readonly SampledFrame[], timeMs: number): SampledFrame | null {
  let low = 0
  let high = frames.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((frames[middle]?.timeMs ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  const [before, after] = [frames[low - 1], frames[low]]
  if (after === undefined) return null
  const nearer = before !== undefined && timeMs - before.timeMs <= after.timeMs - timeMs ? before : after
  const spacing = Math.max(
    before === undefined ? 0 : after.timeMs - before.timeMs,
    (frames[low + 1]?.timeMs ?? after.timeMs) - after.timeMs,
  )
  // A lone sample stands for a tenth of a second around it.
  return Math.abs(nearer.timeMs - timeMs) <= Math.max(100, spacing) ? nearer : null
}

import { AppError } from '#shared/errors.ts'
import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

/** How long clips may be, ms. */
export interface ClipLengths {
  readonly minLengthMs: number
  readonly maxLengthMs: number
}

/** Where two stretches may be parted. */
export interface Cut {
  readonly atMs: number
  /** Length of the pause around it: the longer, the better a place. */
  readonly pauseMs: number
}

/** The last quarter of what a clip may have is looked through for a good place. */
const NEAR_THE_LIMIT = 0.25

/**
 * Only then can any stretch that is too long be parted into clips that are long enough. Throws AppError `bad-request`.
 */
export function requireLengths({ minLengthMs, maxLengthMs }: ClipLengths): void {
  if (maxLengthMs >= 2 * minLengthMs) return
  throw new AppError('bad-request', 'The longest clip must be at least twice as long as the shortest.')
}

/**
 * Stretches from the start of the video to its end, parted at those of the cuts that leave none of them too short: the
 * shortest pauses make way first. None when the whole video is too short.
 *
 * @param cuts in order of time
 */
export function stretchesBetween(cuts: readonly Cut[], video: TimeSpan, minLengthMs: number): TimeSpan[] {
  const times = [video.startMs, ...cuts.map(({ atMs }) => atMs), video.endMs]
  const before = times.map((_, index) => index - 1)
  const after = times.map((_, index) => index + 1)
  const timeAt = (index: number | undefined): number => times[index ?? 0] ?? video.endMs
  const weakestFirst = cuts
    .map(({ pauseMs }, index) => ({ pauseMs, index: index + 1 }))
    .sort((a, b) => a.pauseMs - b.pauseMs)
  const gone = new Set<number>()
  // A cut that stays has long enough stretches on both sides, and they only grow: one pass is enough.
  for (const { index } of weakestFirst) {
    const left = before[index] ?? 0
    const right = after[index] ?? index
    const isShort = (from: number, to: number) => timeAt(to) - timeAt(from) < minLengthMs
    if (!isShort(left, index) && !isShort(index, right)) continue
    gone.add(index)
    after[left] = right
    before[right] = left
  }
  const kept = times.filter((_, index) => !gone.has(index))
  return kept
    .slice(1)
    .map((endMs, index) => ({ startMs: kept[index] ?? video.startMs, endMs }))
    .filter((span) => lengthOf(span) >= minLengthMs)
}

/**
 * The stretch in clips that are neither too long nor too short.
 *
 * @param bestPlace where to part best between two times, both included
 */
export function partLong(
  stretch: TimeSpan,
  { minLengthMs, maxLengthMs }: ClipLengths,
  bestPlace: (fromMs: number, toMs: number) => number,
): TimeSpan[] {
  const parts: TimeSpan[] = []
  let { startMs } = stretch
  const { endMs } = stretch
  while (endMs - startMs > maxLengthMs) {
    const longest = Math.min(maxLengthMs, endMs - startMs - minLengthMs)
    const shortest = Math.max(minLengthMs, longest - maxLengthMs * NEAR_THE_LIMIT)
    const place = bestPlace(startMs + shortest, startMs + longest)
    parts.push({ startMs, endMs: place })
    startMs = place
  }
  return [...parts, { startMs, endMs }]
}

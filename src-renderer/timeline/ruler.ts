import type { TimeSpan } from '#shared/time/interval.ts'
import { lengthOf } from '#shared/time/interval.ts'

/** Round steps in ms from one mark of a ruler to the next. */
const stepsMs = [
  ...[100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000],
  ...[1_800_000, 3_600_000, 7_200_000, 14_400_000],
]
const longestStepMs = 86_400_000

/** Times of a ruler's marks: round times of the video, at most `most` of them and the one at the edge. */
export function rulerMarks(view: TimeSpan, most: number): number[] {
  const step = stepsMs.find((candidate) => lengthOf(view) / candidate <= most) ?? longestStepMs
  const first = Math.ceil(view.startMs / step)
  const last = Math.floor(view.endMs / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}

import type { SampledFrame } from '#shared/domain/prediction.ts'
import { frameCells } from '../../charts/face-coverage.ts'
import type { TimeSpan } from '../../charts/face-coverage.ts'

/** A stretch over which one class leads; `label` is null where no face was found. */
export interface ClassSegment extends TimeSpan {
  readonly label: string | null
  /** Mean probability of the leading class over the stretch; 0 without a face. */
  readonly probability: number
}

function leading(frame: SampledFrame): { index: number; probability: number } | null {
  if (frame.probabilities === null || frame.probabilities.length === 0) return null
  const probability = Math.max(...frame.probabilities)
  return { index: frame.probabilities.indexOf(probability), probability }
}

/** Joins neighbouring sampled frames with the same leading class. */
export function classSegments(
  frames: readonly SampledFrame[],
  labels: readonly string[],
  clip: TimeSpan,
): ClassSegment[] {
  const segments: { startMs: number; endMs: number; label: string | null; sum: number; count: number }[] = []
  for (const cell of frameCells(frames, clip)) {
    const top = leading(cell.frame)
    const label = top === null ? null : (labels[top.index] ?? null)
    const last = segments.at(-1)
    if (last !== undefined && last.label === label) {
      last.endMs = cell.endMs
      last.sum += top?.probability ?? 0
      last.count += 1
    } else {
      const { startMs, endMs } = cell
      segments.push({ startMs, endMs, label, sum: top?.probability ?? 0, count: 1 })
    }
  }
  return segments.map(({ startMs, endMs, label, sum, count }) => ({
    startMs,
    endMs,
    label,
    probability: sum / count,
  }))
}

/** The part of the clip that a span covers, in percent of the clip's length. */
export function placeOf(span: TimeSpan, clip: TimeSpan): { left: number; width: number } {
  const length = Math.max(1, clip.endMs - clip.startMs)
  const start = Math.min(Math.max(span.startMs, clip.startMs), clip.endMs)
  const end = Math.min(Math.max(span.endMs, start), clip.endMs)
  return { left: ((start - clip.startMs) / length) * 100, width: ((end - start) / length) * 100 }
}

/** Round steps in ms between marks of a ruler. */
const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000]

/** Times of the ruler's marks: round numbers of the video's own time, at most `most` of them. */
export function rulerTicks(clip: TimeSpan, most: number): number[] {
  const length = clip.endMs - clip.startMs
  const step = steps.find((candidate) => length / candidate <= most) ?? 1_800_000
  const ticks: number[] = []
  for (let time = Math.ceil(clip.startMs / step) * step; time <= clip.endMs; time += step) ticks.push(time)
  return ticks
}

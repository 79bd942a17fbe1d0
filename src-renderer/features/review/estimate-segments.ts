import type { Prediction, SampledFrame } from '#shared/domain/prediction.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatSeconds, frameCells } from '../../charts/face-coverage.ts'
import { formatPercent } from '#shared/charts/statistic-text.ts'
import { windowCells, windowName } from '../../charts/window-cells.ts'

/** A stretch over which one class leads; `label` is null where there is nothing to read. */
export interface ClassSegment extends TimeSpan {
  readonly label: string | null
  /** Mean probability of the leading class over the stretch; 0 without a face. */
  readonly probability: number
}

/** A segment with what its hover says. */
export interface EstimateSegment extends ClassSegment {
  readonly title: string
}

function leading(probabilities: readonly number[] | null): { index: number; probability: number } | null {
  if (probabilities === null || probabilities.length === 0) return null
  const probability = Math.max(...probabilities)
  return { index: probabilities.indexOf(probability), probability }
}

/** Joins neighbouring sampled frames with the same leading class. */
export function classSegments(
  frames: readonly SampledFrame[],
  labels: readonly string[],
  clip: TimeSpan,
): ClassSegment[] {
  const segments: { startMs: number; endMs: number; label: string | null; sum: number; count: number }[] = []
  for (const cell of frameCells(frames, clip)) {
    const top = leading(cell.frame.probabilities)
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

/** Each window on its own: two in a row with the same class were still read apart. */
function windowSegments(prediction: Prediction, clip: TimeSpan): EstimateSegment[] {
  return windowCells(prediction.windows ?? [], prediction.frames, clip).map(({ window, frames, ...cell }) => {
    const top = leading(window.probabilities)
    const label = top === null ? null : (prediction.labels[top.index] ?? null)
    const probability = top?.probability ?? 0
    const span = `from ${formatSeconds(window.startMs)} to ${formatSeconds(window.endMs)} s`
    return {
      startMs: cell.startMs,
      endMs: cell.endMs,
      label,
      probability,
      title: `${label ?? 'No class'} leads in the ${windowName(frames)} ${span} (estimate, ${formatPercent(probability)})`,
    }
  })
}

/** What the estimate lane shows: windows, or stretches of frames for packs that read each frame on its own. */
export function estimateSegments(prediction: Prediction, clip: TimeSpan): EstimateSegment[] {
  if (prediction.windows !== null) return windowSegments(prediction, clip)
  return classSegments(prediction.frames, prediction.labels, clip).map((segment) => {
    const [start, end] = [formatSeconds(segment.startMs), formatSeconds(segment.endMs)]
    const title =
      segment.label === null
        ? `The patient’s face is not seen between ${start} and ${end} s`
        : `${segment.label} leads from ${start} to ${end} s (estimate, ${formatPercent(segment.probability)} on average)`
    return { ...segment, title }
  })
}

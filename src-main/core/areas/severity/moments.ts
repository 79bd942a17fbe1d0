import { quantileOfSorted } from '../../statistics/moments.ts'

/** What one clip shows from moment to moment: its windows, or its frames with a face where the pack reads no windows. */
export interface ClipMoments {
  /** Numbers of a moment. */
  readonly width: number
  /** Moment after moment. */
  readonly values: Float32Array | Float64Array
}

/** Levels of the quantiles that stand for how a number is spread over a visit. */
export const QUANTILES = [0.1, 0.5, 0.9] as const

function countOf({ width, values }: ClipMoments): number {
  return values.length / width
}

/** For each number what is made of its values in all moments; the array is the same one again and again. */
function ofColumns<Made>(clips: readonly ClipMoments[], make: (column: Float64Array) => Made): Made[] {
  const width = clips[0]?.width ?? 0
  const column = new Float64Array(clips.reduce((sum, clip) => sum + countOf(clip), 0))
  return Array.from({ length: width }, (_, index) => {
    let at = 0
    for (const { values } of clips) {
      for (let from = index; from < values.length; from += width) column[at++] = values[from] ?? NaN
    }
    return make(column)
  })
}

/** Standard deviation (of all moments, not of a sample of them) of each number over all clips; 0 where there is one moment. */
export function spreadOf(clips: readonly ClipMoments[]): Float64Array {
  return Float64Array.from(
    ofColumns(clips, (column) => {
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length
      return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length)
    }),
  )
}

/** The quantiles of each number over all clips, number by number. */
export function quantilesOf(clips: readonly ClipMoments[]): Float64Array {
  const found = ofColumns(clips, (column) => {
    const sorted = Array.from(column.sort())
    return QUANTILES.map((level) => quantileOfSorted(sorted, level) ?? NaN)
  })
  return Float64Array.from(found.flat())
}

/** Twice what a prompt has if all are as likely; at most one half. */
export function thresholdFor(prompts: number): number {
  return Math.min(0.5, 2 / prompts)
}

/** Share (0 to 1) of the moments of all clips in which each prompt is more likely than the threshold. */
export function sharesAbove(clips: readonly ClipMoments[]): Float64Array {
  const threshold = thresholdFor(clips[0]?.width ?? 1)
  return Float64Array.from(
    ofColumns(clips, (column) => column.filter((value) => value > threshold).length / column.length),
  )
}

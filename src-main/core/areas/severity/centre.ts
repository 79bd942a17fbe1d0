/**
 * The origin of features, learnt from the rows of a training fold only. They keep their common unit: divided each by
 * its own deviation, a feature of a sparse network that hardly stirs in the training patients would be hundreds of
 * deviations away in the next one, and the errors of patients left out within the fold would no longer tell of that.
 */
export interface Origin {
  /** Indices of the features that vary. */
  readonly kept: readonly number[]
  /** Of the kept features. */
  readonly means: Float64Array
}

export function learnOrigin(rows: readonly Float64Array[]): Origin {
  const first = rows[0] ?? new Float64Array()
  const kept = Array.from(first.keys()).filter((feature) =>
    rows.some((row) => row[feature] !== first[feature]),
  )
  const means = Float64Array.from(
    kept,
    (feature) => rows.reduce((sum, row) => sum + (row[feature] ?? NaN), 0) / rows.length,
  )
  return { kept, means }
}

/** Float64[kept features] */
export function centre(row: Float64Array, { kept, means }: Origin): Float64Array {
  return Float64Array.from(kept, (feature, index) => (row[feature] ?? NaN) - (means[index] ?? NaN))
}

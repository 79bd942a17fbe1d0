/** Features whose spread is rounding only would blow up when divided by it. */
const CONSTANT = 1e-9

/** How raw features are brought to mean 0 and variance 1, learnt from the rows of a training fold only. */
export interface Standardisation {
  /** Indices of the features that vary. */
  readonly kept: readonly number[]
  /** Of the kept features. */
  readonly means: Float64Array
  readonly deviations: Float64Array
}

export function learnStandardisation(rows: readonly Float64Array[]): Standardisation {
  const dim = rows[0]?.length ?? 0
  const kept: number[] = []
  const means: number[] = []
  const deviations: number[] = []
  for (let feature = 0; feature < dim; feature++) {
    let sum = 0
    let largest = 0
    for (const row of rows) {
      const value = row[feature] ?? NaN
      sum += value
      largest = Math.max(largest, Math.abs(value))
    }
    const mean = sum / rows.length
    let squares = 0
    for (const row of rows) squares += ((row[feature] ?? NaN) - mean) ** 2
    const deviation = Math.sqrt(squares / rows.length)
    if (deviation <= largest * CONSTANT) continue
    kept.push(feature)
    means.push(mean)
    deviations.push(deviation)
  }
  return { kept, means: Float64Array.from(means), deviations: Float64Array.from(deviations) }
}

/** Float64[kept features] */
export function standardise(row: Float64Array, { kept, means, deviations }: Standardisation): Float64Array {
  return Float64Array.from(
    kept,
    (feature, index) => ((row[feature] ?? NaN) - (means[index] ?? NaN)) / (deviations[index] ?? NaN),
  )
}

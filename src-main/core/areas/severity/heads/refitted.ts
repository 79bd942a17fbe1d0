import type { HeadSettings } from '#shared/domain/head-kind.ts'

/** Rows by their number in the prepared data. */
export type Rows = readonly number[]

/** Ratings of all rows; only those of the rows that a model is fitted to are read. */
export interface Fitted {
  readonly rows: Rows
  readonly ratings: Float64Array
}

/** A head whose models are fitted one by one, on data that all of them share. */
export interface RefittedHead {
  /** What all folds share; of features only. */
  prepare(features: readonly Float64Array[]): PreparedHead
}

export interface PreparedHead {
  /** Settings to be tried for a model of these rows, the plainest first: of equally good ones it is taken. */
  settings(fitted: Fitted): readonly HeadSettings[]
  /** For each of the settings, what the model of the fitted rows says of the other rows. */
  estimates(fitted: Fitted, settings: readonly HeadSettings[], others: Rows): Float64Array[]
  /** The model on raw features, then its intercept: Float64[dim + 1]. */
  weights(fitted: Fitted, setting: HeadSettings): Float64Array
}

export function meanAt(values: Float64Array, rows: Rows): number {
  let sum = 0
  for (const row of rows) sum += values[row] ?? NaN
  return sum / rows.length
}

/** Of the rows' ratings about their mean. */
export function deviationAt(values: Float64Array, rows: Rows): number {
  const mean = meanAt(values, rows)
  let squares = 0
  for (const row of rows) squares += ((values[row] ?? NaN) - mean) ** 2
  return Math.sqrt(squares / rows.length)
}

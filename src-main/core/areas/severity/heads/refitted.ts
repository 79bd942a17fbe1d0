import type { HeadSettings } from '#shared/domain/head-kind.ts'

/** Rows by their number in the prepared data. */
export type Rows = readonly number[]

/** Only ratings of the rows that a model is fitted to are read. */
export interface Fitted {
  readonly rows: Rows
  /**
   * All rows x targets, row after row. A head that is not for several targets at once is given one: what it is given is then the
   * rating of each row.
   */
  readonly ratings: Float64Array
}

/** A head whose models are fitted one by one, on data that all of them share. */
export interface RefittedHead {
  /** What all folds share; of features only. Patient p has the rows from `starts[p]` up to, not including, `starts[p + 1]`. */
  prepare(features: readonly Float64Array[], starts: readonly number[]): PreparedHead
  /** What a fitted head says of a session; not given: the sum of weights on its features and the intercept. */
  apply?(model: { readonly weights: Float64Array }, features: Float64Array): number
}

export interface PreparedHead {
  /** Settings to be tried for a model of these rows, the plainest first: of equally good ones it is taken. */
  settings(fitted: Fitted): readonly HeadSettings[]
  /** For each of the settings, what the model of the fitted rows says of the other rows: others x targets, row after row. */
  estimates(fitted: Fitted, settings: readonly HeadSettings[], others: Rows): Float64Array[]
  /** For each target the model on raw features, then its intercept: Float64[dim + 1], or as the head's `apply` reads it. */
  weights(fitted: Fitted, setting: HeadSettings): Float64Array[]
  /** The same with less work, for the test, which needs hundreds of models: exchanged ratings go through the same. Not given: itself. */
  readonly inTest?: PreparedHead
}

/** One target of rows x targets, row after row. */
export function targetOf(matrix: Float64Array, targets: number, target: number): Float64Array {
  return targets === 1 ? matrix : matrix.filter((_, at) => at % targets === target)
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

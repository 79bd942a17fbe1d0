/**
 * What a fit to all rows of a set of patients says of its own rows, from which follows exactly what a fit without one of the
 * patients, or without two, says of all of them: none of those is fitted. For a linear smoother with leverages H and residuals r
 * the errors of rows g that are left out are (I - H_gg)^-1 r_g; the same formula with blocks (Schur complement) gives H and r
 * without them, so that leaving out goes on.
 */
export interface Smoothed {
  /** I - H: rows x rows, row after row. */
  readonly apart: Float64Array
  /** Ratings less fitted values: rows x targets, row after row. */
  readonly residuals: Float64Array
}

export interface RidgeSystem {
  /** Places of the rows along the axes of the whole data. */
  readonly scores: readonly Float64Array[]
  readonly targets: number
  /** Rows of one patient stand together: patient p has those from `starts[p]` up to, not including, `starts[p + 1]`. */
  readonly starts: readonly number[]
  /** Steps of the penalty that are tried for a model of all patients but these. Of features only, and of no other row's. */
  steps(without: readonly number[]): number[]
  /** With the penalty 10^(step / 2); kept, as every fold asks for nearly the same ones. */
  at(step: number): Smoothed
  readonly stepsFor: (spread: number) => number[]
}

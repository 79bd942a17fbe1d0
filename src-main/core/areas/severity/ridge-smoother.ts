import { Matrix, solve } from 'ml-matrix'
import { dot } from './ridge-axes.ts'
import type { RidgeAxes } from './ridge-axes.ts'

/** What a fit to all rows with one penalty says of its own rows. */
export interface Smoother {
  /** Of the rating of row j on the fitted value of row i, the intercept included; symmetric, row i at i * n. */
  readonly leverages: Float64Array
  /** For each target, its ratings less the fitted ones. */
  readonly residuals: readonly Float64Array[]
}

/** `centred` holds each target less its mean; `lambda` is in the unit of the axes. */
export function smootherOf(
  { scores, eigenvalues }: RidgeAxes,
  centred: readonly Float64Array[],
  lambda: number,
): Smoother {
  const n = scores.length
  const roots = eigenvalues.map((value) => 1 / Math.sqrt(value + lambda))
  const shrunk = scores.map((score) => score.map((value, axis) => value * (roots[axis] ?? NaN)))
  const leverages = new Float64Array(n * n)
  shrunk.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const leverage = 1 / n + dot(a, shrunk[j] ?? a)
      leverages[i * n + j] = leverage
      leverages[j * n + i] = leverage
    }
  })
  const residuals = centred.map((target) =>
    target.map((value, row) => value - dot(leverages.subarray(row * n, (row + 1) * n), target)),
  )
  return { leverages, residuals }
}

/**
 * For each of these rows, and each target, the rating less the estimate of a model fitted to all other rows with the same
 * penalty, without fitting it: e = (I - H_gg)^-1 r_g. Exact for a linear smoother, whose intercept takes up any shift of the
 * features.
 */
export function errorsWithout({ leverages, residuals }: Smoother, rows: readonly number[]): number[][] {
  const n = Math.sqrt(leverages.length)
  const left = new Matrix(rows.length, rows.length)
  const right = new Matrix(rows.length, residuals.length)
  rows.forEach((i, a) => {
    rows.forEach((j, b) => left.set(a, b, (i === j ? 1 : 0) - (leverages[i * n + j] ?? NaN)))
    residuals.forEach((target, column) => right.set(a, column, target[i] ?? NaN))
  })
  return solve(left, right).to2DArray()
}

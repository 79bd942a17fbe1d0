import { findAxes, spreadOf } from './ridge-axes.ts'
import type { RidgeAxes } from './ridge-axes.ts'
import { errorsWithout, smootherOf } from './ridge-smoother.ts'
import type { Smoother } from './ridge-smoother.ts'

/**
 * Ridge regression for few rows and many features: features centred, the intercept not
 * penalised, the penalty chosen by leaving out one group (patient) at a time. One decomposition serves every penalty,
 * every target, and every patient that is left out.
 */
export interface RidgeData {
  /** One row a session, Float64[dim]. */
  readonly features: readonly Float64Array[]
  /** The patient of each row. */
  readonly groups: readonly string[]
  /** For each target, the rating of each row. */
  readonly targets: readonly (readonly number[])[]
}

export interface RidgeFit {
  /** In the unit of the features, squared. */
  readonly lambda: number
  /** On raw features, then the intercept: Float64[dim + 1]. */
  readonly weights: Float64Array
}

/**
 * Penalties are half-decades, 10^(step / 2), so that folds share them. Tried are these many to both sides of the
 * mean squared distance of the training rows from their mean: from next to none to next to the mean of all ratings.
 */
const STEPS_ASIDE = 6

/** Data with its decomposition. */
export interface PreparedRidge {
  readonly axes: RidgeAxes
  readonly dim: number
  /** Rows of each group, by group in order of their first coming. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>
  /** Of each target. */
  readonly means: readonly number[]
  /** Each target less its mean. */
  readonly centred: readonly Float64Array[]
  /** Of all rows, with the penalty of this step; kept, as every fold asks for nearly the same ones. */
  smootherAt(step: number): Smoother
}

function lambdaAt(step: number): number {
  return 10 ** (step / 2)
}

export function prepareRidge({ features, groups, targets }: RidgeData): PreparedRidge {
  const rowsOf = new Map<string, number[]>()
  groups.forEach((group, row) => {
    const known = rowsOf.get(group)
    if (known === undefined) rowsOf.set(group, [row])
    else known.push(row)
  })
  const means = targets.map((target) => target.reduce((sum, value) => sum + value, 0) / target.length)
  const centred = targets.map((target, index) =>
    Float64Array.from(target, (value) => value - (means[index] ?? NaN)),
  )
  const axes = findAxes(features)
  const smoothers = new Map<number, Smoother>()
  const smootherAt = (step: number): Smoother => {
    const known = smoothers.get(step)
    if (known !== undefined) return known
    const smoother = smootherOf(axes, centred, lambdaAt(step))
    smoothers.set(step, smoother)
    return smoother
  }
  return { axes, dim: features[0]?.length ?? 0, rowsOf, means, centred, smootherAt }
}

/** The steps that are tried for a model of these rows: of features only, and of no other row's. */
function stepsFor({ axes }: PreparedRidge, rows: readonly number[]): number[] {
  const spread = spreadOf(axes, rows)
  // Rows that are all alike give the mean of the ratings, whatever the penalty.
  const middle = spread === 0 ? 0 : Math.round(2 * Math.log10(spread))
  return Array.from({ length: 2 * STEPS_ASIDE + 1 }, (_, index) => middle - STEPS_ASIDE + index)
}

/**
 * For each target the penalty's step with the least squared error on groups left out in turn, of equal ones the largest. The rows
 * in `apart` are left out throughout: neither their ratings nor their features have a say.
 */
function chooseSteps(prepared: PreparedRidge, apart: readonly number[]): number[] {
  const groups = [...prepared.rowsOf.values()].filter((rows) => !rows.some((row) => apart.includes(row)))
  const best = prepared.centred.map(() => ({ step: 0, error: Infinity }))
  for (const step of stepsFor(prepared, groups.flat())) {
    const smoother = prepared.smootherAt(step)
    const sums = best.map(() => 0)
    for (const rows of groups) {
      const errors = errorsWithout(smoother, [...rows, ...apart]).slice(0, rows.length)
      for (const [target, error] of errors.flatMap((ofRow) => [...ofRow.entries()])) {
        sums[target] = (sums[target] ?? 0) + error ** 2
      }
    }
    sums.forEach((error, target) => {
      if (error <= (best[target]?.error ?? Infinity)) best[target] = { step, error }
    })
  }
  return best.map(({ step }) => step)
}

/**
 * For each target the errors (rating less estimate) of a model that was fitted, penalty and all, without this group, in
 * the order of the group's rows. Needs two groups more.
 */
export function errorsOfGroup(prepared: PreparedRidge, group: string): number[][] {
  const rows = prepared.rowsOf.get(group) ?? []
  return chooseSteps(prepared, rows).map((step, target) =>
    errorsWithout(prepared.smootherAt(step), rows).map((errors) => errors[target] ?? NaN),
  )
}

function toWeights(
  { axes, dim, means, centred }: PreparedRidge,
  target: number,
  lambda: number,
): Float64Array {
  const { origin, eigenvalues, scores, directions } = axes
  const ratings = centred[target] ?? new Float64Array()
  const weights = new Float64Array(dim + 1)
  weights[dim] = means[target] ?? NaN
  directions.forEach((direction, axis) => {
    const along = scores.reduce((sum, score, row) => sum + (score[axis] ?? NaN) * (ratings[row] ?? NaN), 0)
    const coefficient = along / ((eigenvalues[axis] ?? NaN) + lambda)
    origin.kept.forEach((feature, index) => {
      const weight = coefficient * (direction[index] ?? NaN)
      weights[feature] = (weights[feature] ?? 0) + weight
      weights[dim] = (weights[dim] ?? 0) - weight * (origin.means[index] ?? NaN)
    })
  })
  return weights
}

/** One fit per target, on all rows. Needs two groups. */
export function fitRidge(prepared: PreparedRidge): RidgeFit[] {
  return chooseSteps(prepared, []).map((step, target) => {
    const lambda = lambdaAt(step)
    return { lambda, weights: toWeights(prepared, target, lambda) }
  })
}

/** What the model says of a session; not cut to any range. */
export function applyRidge(weights: Float64Array, features: Float64Array): number {
  let sum = weights[features.length] ?? NaN
  for (let i = 0; i < features.length; i++) sum += (weights[i] ?? NaN) * (features[i] ?? NaN)
  return sum
}

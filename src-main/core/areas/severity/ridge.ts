import { choosePenalty } from './nested-choice.ts'
import { findAxes } from './ridge-axes.ts'
import type { RidgeAxes } from './ridge-axes.ts'
import { lambdaAt, leverageOf, wholeSystem } from './ridge-system.ts'
import type { WholeData } from './ridge-system.ts'
import type { RidgeSystem } from './smoothed-rows.ts'

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

/** Data of which every model without some of the patients follows from one fit to all. */
export interface PreparedSmoother {
  /** Patients in order of their first coming. */
  readonly patients: readonly string[]
  /** Row of the data at each row of the system, in which those of one patient stand together. */
  readonly order: readonly number[]
  /** The ratings of each target, in the order of the system. */
  readonly targets: readonly Float64Array[]
  /** What all targets share. */
  readonly whole: WholeData
  readonly system: RidgeSystem
  /** Rows of the system x targets, row after row. */
  readonly ratings: Float64Array
}

/** Data with its decomposition. */
export interface PreparedRidge extends PreparedSmoother {
  readonly axes: RidgeAxes
  readonly dim: number
}

/** Rows by patient, in order of their first coming. */
export function rowsByPatient(groups: readonly string[]): Map<string, number[]> {
  const rowsOf = new Map<string, number[]>()
  groups.forEach((group, row) => {
    const known = rowsOf.get(group)
    if (known === undefined) rowsOf.set(group, [row])
    else known.push(row)
  })
  return rowsOf
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Rows x targets, row after row. */
function matrixOf(targets: readonly Float64Array[], rows: number): Float64Array {
  const matrix = new Float64Array(rows * targets.length)
  targets.forEach((target, column) => {
    for (let row = 0; row < rows; row++) matrix[row * targets.length + column] = target[row] ?? NaN
  })
  return matrix
}

export interface TargetSystem {
  readonly system: RidgeSystem
  /** Rows x targets, row after row. */
  readonly ratings: Float64Array
}

/** The same rows with other targets, each in the order of the system. */
export function systemOfTargets(
  { whole }: { readonly whole: WholeData },
  targets: readonly Float64Array[],
): TargetSystem {
  const rows = whole.scores.length
  const centred = targets.map((target) => {
    const mean = meanOf(target)
    return target.map((value) => value - mean)
  })
  return { system: wholeSystem(whole, matrixOf(centred, rows)), ratings: matrixOf(targets, rows) }
}

/** `wholeOf` makes of the rows in their order what all targets share. */
export function prepareSmoother<Whole extends WholeData>(
  { features, groups, targets }: RidgeData,
  wholeOf: (ordered: readonly Float64Array[], starts: readonly number[]) => Whole,
): PreparedSmoother & { readonly whole: Whole } {
  const rowsOf = rowsByPatient(groups)
  const order = [...rowsOf.values()].flat()
  const starts = [0]
  for (const rows of rowsOf.values()) starts.push((starts.at(-1) ?? 0) + rows.length)
  const ordered = targets.map((target) => Float64Array.from(order, (row) => target[row] ?? NaN))
  const whole = wholeOf(
    order.map((row) => features[row] ?? new Float64Array()),
    starts,
  )
  const { system, ratings } = systemOfTargets({ whole }, ordered)
  return { patients: [...rowsOf.keys()], order, targets: ordered, whole, system, ratings }
}

export function prepareRidge(data: RidgeData): PreparedRidge {
  const prepared = prepareSmoother(data, (ordered, starts) => {
    const axes = findAxes(ordered)
    return { axes, scores: axes.scores, apartAt: leverageOf(axes), starts }
  })
  return { ...prepared, axes: prepared.whole.axes, dim: data.features[0]?.length ?? 0 }
}

/** Of one target with this penalty, on raw features, then the intercept: Float64[dim + 1]. */
export function ridgeWeights(
  { axes, dim, targets }: PreparedRidge,
  target: number,
  lambda: number,
): Float64Array {
  const { origin, eigenvalues, scores, directions } = axes
  const ratings = targets[target] ?? new Float64Array()
  const mean = meanOf(ratings)
  const weights = new Float64Array(dim + 1)
  weights[dim] = mean
  directions.forEach((direction, axis) => {
    const along = scores.reduce(
      (sum, score, row) => sum + (score[axis] ?? NaN) * ((ratings[row] ?? NaN) - mean),
      0,
    )
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
  return Array.from(choosePenalty(prepared.system, null).steps, (step, target) => {
    const lambda = lambdaAt(step)
    return { lambda, weights: ridgeWeights(prepared, target, lambda) }
  })
}

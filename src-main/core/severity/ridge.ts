import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix'
import { learnStandardisation, standardise } from './standardise.ts'
import type { Standardisation } from './standardise.ts'

/**
 * Ridge regression for few rows and many features: features standardised, the intercept not penalised, the penalty
 * chosen by leaving out one group (patient) at a time. One decomposition serves every penalty and every target.
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
  readonly lambda: number
  /** On raw features, then the intercept: Float64[dim + 1]. */
  readonly weights: Float64Array
}

/** Penalty per standardised feature, from next to none to next to the mean of all; half a decade apart. */
const PENALTIES = Array.from({ length: 13 }, (_, step) => 10 ** (-3 + step / 2))

/** Below this share of the largest eigenvalue, a direction is rounding. */
const RANK = 1e-12

/** Rows along the main axes of the standardised features. */
interface Axes {
  readonly standardisation: Standardisation
  /** Sum of squares along each axis, largest not first: order does not matter. */
  readonly eigenvalues: Float64Array
  /** For each row its place along each axis. */
  readonly scores: readonly Float64Array[]
  /** From a place along the axes to weights on standardised features: for each axis a Float64[kept]. */
  readonly directions: readonly Float64Array[]
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** All products of pairs of vectors; symmetric. */
function gram(vectors: readonly Float64Array[]): Matrix {
  const matrix = new Matrix(vectors.length, vectors.length)
  vectors.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const product = dot(a, vectors[j] ?? a)
      matrix.set(i, j, product)
      matrix.set(j, i, product)
    }
  })
  return matrix
}

function transpose(rows: readonly Float64Array[], columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => Float64Array.from(rows, (row) => row[column] ?? NaN))
}

/** Unit vectors with their eigenvalues, directions of pure rounding left out. */
function eigenvectors(matrix: Matrix): { value: number; vector: Float64Array }[] {
  if (matrix.rows === 0) return []
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  const values = decomposition.realEigenvalues
  const smallest = Math.max(...values) * RANK
  return values.flatMap((value, index) =>
    value > smallest
      ? [{ value, vector: Float64Array.from(decomposition.eigenvectorMatrix.getColumn(index)) }]
      : [],
  )
}

/** Decomposes the smaller of the two product matrices: rows by rows, or features by features. */
function findAxes(features: readonly Float64Array[]): Axes {
  const standardisation = learnStandardisation(features)
  const rows = features.map((row) => standardise(row, standardisation))
  const columns = transpose(rows, standardisation.kept.length)
  const isDual = rows.length <= columns.length
  const found = eigenvectors(gram(isDual ? rows : columns))
  const directions = found.map(({ value, vector }) =>
    isDual ? Float64Array.from(columns, (column) => dot(column, vector) / Math.sqrt(value)) : vector,
  )
  const scores = rows.map((row) => Float64Array.from(directions, (direction) => dot(row, direction)))
  return { standardisation, eigenvalues: Float64Array.from(found, ({ value }) => value), scores, directions }
}

function groupRows(groups: readonly string[]): number[][] {
  const rows = new Map<string, number[]>()
  groups.forEach((group, row) => rows.set(group, [...(rows.get(group) ?? []), row]))
  return [...rows.values()]
}

/** What a fit with one penalty says of its own rows. */
interface Smoother {
  /** Of row i on the fitted value of row j, the intercept included. */
  leverage(i: number, j: number): number
  /** For each target, its ratings less the fitted ones. */
  readonly residuals: readonly Float64Array[]
}

function smootherOf(
  { scores, eigenvalues }: Axes,
  centred: readonly Float64Array[],
  lambda: number,
): Smoother {
  const shrunk = scores.map((score) =>
    score.map((value, axis) => value / ((eigenvalues[axis] ?? NaN) + lambda)),
  )
  const residuals = centred.map((target) => {
    const projection = new Float64Array(eigenvalues.length)
    target.forEach((value, row) => {
      shrunk[row]?.forEach((share, axis) => {
        projection[axis] = (projection[axis] ?? 0) + share * value
      })
    })
    return target.map((value, row) => value - dot(scores[row] ?? projection, projection))
  })
  const noRow = new Float64Array(0)
  return {
    leverage: (i, j) => 1 / scores.length + dot(scores[i] ?? noRow, shrunk[j] ?? noRow),
    residuals,
  }
}

/**
 * For each target the sum of squared errors of models that never saw the group of the row they estimate, without
 * refitting: e = (I - H_gg)^-1 r_g, exact for a linear smoother with features as they stand.
 */
function leftOutErrors(smoother: Smoother, groups: readonly (readonly number[])[]): number[] {
  const sums = smoother.residuals.map(() => 0)
  for (const rows of groups) {
    const left = new Matrix(rows.map((i) => rows.map((j) => (i === j ? 1 : 0) - smoother.leverage(i, j))))
    const residuals = new Matrix(rows.map((row) => smoother.residuals.map((target) => target[row] ?? NaN)))
    const errors = rows.length === 1 ? residuals.div(left.get(0, 0)) : solve(left, residuals)
    for (let target = 0; target < sums.length; target++) {
      sums[target] =
        (sums[target] ?? 0) + errors.getColumn(target).reduce((sum, error) => sum + error ** 2, 0)
    }
  }
  return sums
}

/** For each target the penalty with the least error on left-out groups; of equal ones the largest. */
function chooseLambdas(axes: Axes, centred: readonly Float64Array[], groups: readonly string[]): number[] {
  const rowsOfGroups = groupRows(groups)
  const scale = Math.max(1, axes.standardisation.kept.length)
  const best = centred.map(() => ({ lambda: scale, error: Infinity }))
  for (const penalty of PENALTIES) {
    const lambda = penalty * scale
    leftOutErrors(smootherOf(axes, centred, lambda), rowsOfGroups).forEach((error, target) => {
      const known = best[target]
      if (known !== undefined && error <= known.error) best[target] = { lambda, error }
    })
  }
  return best.map(({ lambda }) => lambda)
}

interface Solution {
  readonly centred: Float64Array
  readonly mean: number
  readonly lambda: number
}

function toWeights(axes: Axes, { centred, mean, lambda }: Solution, dim: number): Float64Array {
  const { standardisation, eigenvalues, scores, directions } = axes
  const weights = new Float64Array(dim + 1)
  weights[dim] = mean
  directions.forEach((direction, axis) => {
    const along = scores.reduce((sum, score, row) => sum + (score[axis] ?? NaN) * (centred[row] ?? NaN), 0)
    const coefficient = along / ((eigenvalues[axis] ?? NaN) + lambda)
    standardisation.kept.forEach((feature, index) => {
      const weight = (coefficient * (direction[index] ?? NaN)) / (standardisation.deviations[index] ?? NaN)
      weights[feature] = (weights[feature] ?? 0) + weight
      weights[dim] = (weights[dim] ?? 0) - weight * (standardisation.means[index] ?? NaN)
    })
  })
  return weights
}

/**
 * One fit per target, on all rows. With one group only there is nothing to choose the penalty by, and one unit per feature is taken.
 */
export function fitRidge({ features, groups, targets }: RidgeData): RidgeFit[] {
  const dim = features[0]?.length ?? 0
  const axes = findAxes(features)
  const means = targets.map((target) => target.reduce((sum, value) => sum + value, 0) / target.length)
  const centred = targets.map((target, index) =>
    Float64Array.from(target, (value) => value - (means[index] ?? NaN)),
  )
  const lambdas =
    new Set(groups).size > 1
      ? chooseLambdas(axes, centred, groups)
      : targets.map(() => Math.max(1, axes.standardisation.kept.length))
  return centred.map((target, index) => {
    const lambda = lambdas[index] ?? NaN
    return { lambda, weights: toWeights(axes, { centred: target, mean: means[index] ?? NaN, lambda }, dim) }
  })
}

/** What the model says of a session; not cut to any range. */
export function applyRidge(weights: Float64Array, features: Float64Array): number {
  let sum = weights[features.length] ?? NaN
  for (let i = 0; i < features.length; i++) sum += (weights[i] ?? NaN) * (features[i] ?? NaN)
  return sum
}

import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { deviationAt, meanAt } from './refitted.ts'
import type { Fitted, PreparedHead, RefittedHead, Rows } from './refitted.ts'

/** How much of the penalty lies on absolute values, from what leaves few features to what leaves many. */
const L1_RATIOS = [0.9, 0.5, 0.1]

/** Penalties from the least one that leaves no feature at all downwards, in thirds of a decade. */
const ALPHAS = 7
const ALPHA_STEP = 10 ** (-1 / 3)

/**
 * Weights are taken for found when none of them moves the estimates by more than this share of the ratings' deviation: to choose among
 * settings, and of the model itself.
 */
const TOLERANCES = { choice: 1e-3, model: 1e-6 }

const MAX_SWEEPS = 2000

interface Columns {
  readonly dim: number
  readonly rows: number
  /** Feature after feature, each less its mean over the fitted rows. */
  readonly values: Float64Array
  readonly means: Float64Array
  /** Sum of squares of each. */
  readonly squares: Float64Array
}

function columnsOf(features: readonly Float64Array[], rows: Rows): Columns {
  const dim = features[0]?.length ?? 0
  const n = rows.length
  const values = new Float64Array(dim * n)
  const means = new Float64Array(dim)
  const squares = new Float64Array(dim)
  rows.forEach((row, i) => {
    const feature = features[row]
    if (feature === undefined) return
    for (let j = 0; j < dim; j++) {
      values[j * n + i] = feature[j] ?? NaN
      means[j] = (means[j] ?? NaN) + (feature[j] ?? NaN) / n
    }
  })
  for (let j = 0; j < dim; j++) {
    let sum = 0
    for (let at = j * n, end = at + n; at < end; at++) {
      const value = (values[at] ?? NaN) - (means[j] ?? NaN)
      values[at] = value
      sum += value * value
    }
    squares[j] = sum
  }
  return { dim, rows: n, values, means, squares }
}

/** Product of a feature and a vector of the rows. */
function along({ values, rows }: Columns, feature: number, vector: Float64Array): number {
  let sum = 0
  for (let i = 0, at = feature * rows; i < rows; i++, at++) sum += (values[at] ?? NaN) * (vector[i] ?? NaN)
  return sum
}

interface Descent {
  readonly weights: Float64Array
  /** Centred ratings less what the weights say of them. */
  readonly residuals: Float64Array
}

/** One step along one feature. Returns how far it moved the estimates: the root of the mean square. */
function step(
  columns: Columns,
  { weights, residuals }: Descent,
  { feature, l1, l2 }: { readonly feature: number; readonly l1: number; readonly l2: number },
): number {
  const { rows, values, squares } = columns
  const square = squares[feature] ?? NaN
  if (square === 0) return 0
  const before = weights[feature] ?? NaN
  const pull = along(columns, feature, residuals) + square * before
  const after = (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1)) / (square + l2)
  const change = after - before
  if (change === 0) return 0
  weights[feature] = after
  for (let i = 0, at = feature * rows; i < rows; i++, at++) {
    residuals[i] = (residuals[i] ?? NaN) - change * (values[at] ?? NaN)
  }
  return Math.abs(change) * Math.sqrt(square / rows)
}

/** From where `descent` stands; in turn over all features, and over those that have a say until these stand still. */
function descend(
  columns: Columns,
  descent: Descent,
  {
    setting: { alpha = 0, l1Ratio = 0 },
    tolerance,
  }: { readonly setting: HeadSettings; readonly tolerance: number },
): void {
  const { dim, rows } = columns
  const penalty = { l1: alpha * l1Ratio * rows, l2: alpha * (1 - l1Ratio) * rows }
  const all = Array.from({ length: dim }, (_, feature) => feature)
  const sweep = (features: readonly number[]): number =>
    features.reduce((most, feature) => Math.max(most, step(columns, descent, { feature, ...penalty })), 0)
  for (let sweeps = 0; sweeps < MAX_SWEEPS; sweeps++) {
    if (sweep(all) <= tolerance) return
    const active = all.filter((feature) => descent.weights[feature] !== 0)
    while (sweep(active) > tolerance && sweeps < MAX_SWEEPS) sweeps++
  }
}

interface Solution {
  readonly weights: Float64Array
  readonly intercept: number
}

/** One model for each setting, each begun where the one before ended. */
function solutions(
  features: readonly Float64Array[],
  { rows, ratings }: Fitted,
  settings: readonly HeadSettings[],
): Solution[] {
  const columns = columnsOf(features, rows)
  const mean = meanAt(ratings, rows)
  const tolerance = TOLERANCES[settings.length > 1 ? 'choice' : 'model'] * deviationAt(ratings, rows)
  const start = (): Descent => ({
    weights: new Float64Array(columns.dim),
    residuals: Float64Array.from(rows, (row) => (ratings[row] ?? NaN) - mean),
  })
  let descent = start()
  let ratio: number | undefined
  return settings.map((setting) => {
    if (setting.l1Ratio !== ratio) descent = start()
    ratio = setting.l1Ratio
    descend(columns, descent, { setting, tolerance })
    const weights = descent.weights.slice()
    const intercept = weights.reduce(
      (sum, weight, feature) => sum - weight * (columns.means[feature] ?? NaN),
      mean,
    )
    return { weights, intercept }
  })
}

/** The least penalty, times its share of absolute values, that leaves no feature. */
function largestPull(features: readonly Float64Array[], { rows, ratings }: Fitted): number {
  const columns = columnsOf(features, rows)
  const mean = meanAt(ratings, rows)
  const centred = Float64Array.from(rows, (row) => (ratings[row] ?? NaN) - mean)
  let most = 0
  for (let feature = 0; feature < columns.dim; feature++) {
    most = Math.max(most, Math.abs(along(columns, feature, centred)))
  }
  return most / rows.length
}

function apply({ weights, intercept }: Solution, feature: Float64Array): number {
  let sum = intercept
  for (let j = 0; j < weights.length; j++) {
    const weight = weights[j] ?? NaN
    if (weight !== 0) sum += weight * (feature[j] ?? NaN)
  }
  return sum
}

/**
 * Elastic net (Zou & Hastie, J R Stat Soc B 2005; 67: 301) by coordinate descent (Friedman, Hastie & Tibshirani, J Stat Softw 2010; 33: 1):
 * least is 1/(2 n) |y - X w - b|² + alpha l1Ratio |w|₁ + alpha (1 - l1Ratio)/2 |w|². Features are centred and keep their unit.
 */
export const elasticNet: RefittedHead = {
  prepare: (features): PreparedHead => ({
    settings: (fitted) => {
      const pull = largestPull(features, fitted)
      return L1_RATIOS.flatMap((l1Ratio) =>
        Array.from({ length: ALPHAS }, (_, index) => ({
          alpha: (pull / l1Ratio) * ALPHA_STEP ** index,
          l1Ratio,
        })),
      )
    },
    estimates: (fitted, settings, others) =>
      solutions(features, fitted, settings).map((solution) =>
        Float64Array.from(others, (row) => apply(solution, features[row] ?? new Float64Array())),
      ),
    weights: (fitted, setting) => {
      const [solution] = solutions(features, fitted, [setting])
      return solution === undefined ? [] : [Float64Array.from([...solution.weights, solution.intercept])]
    },
  }),
}

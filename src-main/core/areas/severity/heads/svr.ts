import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { findAxes, gram } from '../ridge-axes.ts'
import { deviationAt } from './refitted.ts'
import type { Fitted, PreparedHead, RefittedHead, Rows } from './refitted.ts'
import { solveSvr } from './svr-solver.ts'
import type { SvrSolution } from './svr-solver.ts'

/** Half-width of the tube, in deviations of the ratings: errors within it cost nothing. */
const TUBES = [0.5, 0.1]

/** Cost of an error beyond the tube, where 1 is the deviation of the ratings over the mean squared distance of the features. */
const COSTS = [0.01, 0.03, 0.1, 0.3, 1, 3]

/** In deviations of the ratings, by which a row may break its condition: to choose among settings, and in the model itself. */
const TOLERANCES = { choice: 1e-3, model: 1e-6 }

/** Mean squared distance of rows from their mean. */
function spreadOf(products: Float64Array, all: number, rows: Rows): number {
  let own = 0
  let pairs = 0
  for (const i of rows) {
    own += products[i * all + i] ?? NaN
    for (const j of rows) pairs += products[i * all + j] ?? NaN
  }
  return own / rows.length - pairs / rows.length ** 2
}

function between(products: Float64Array, all: number, rows: Rows): Float64Array {
  return Float64Array.from(rows.flatMap((i) => rows.map((j) => products[i * all + j] ?? NaN)))
}

/** In order; each is begun where the one before with the same tube ended. */
function solutions(
  products: Float64Array,
  { rows, ratings }: Fitted,
  settings: readonly HeadSettings[],
): SvrSolution[] {
  const kernel = between(products, ratings.length, rows)
  const targets = Float64Array.from(rows, (row) => ratings[row] ?? NaN)
  const scale = deviationAt(ratings, rows)
  const tolerance = TOLERANCES[settings.length > 1 ? 'choice' : 'model'] * scale
  let before: { readonly tube: number; readonly solution: SvrSolution } | null = null
  return settings.map(({ cost = NaN, tube = NaN }) => {
    const from = before?.tube === tube ? before.solution : null
    const solution = solveSvr({ kernel, targets, cost, tube, tolerance }, from)
    before = { tube, solution }
    return solution
  })
}

/**
 * Support vector regression with a linear kernel and a tube of no cost (Vapnik 1995; Smola & Schölkopf, Stat Comput 2004; 14: 199). It
 * knows features by their products only.
 */
export const svr: RefittedHead = {
  prepare: (features): PreparedHead => {
    const { scores, origin, directions } = findAxes(features)
    const all = scores.length
    const products = Float64Array.from(gram(scores).to1DArray())
    const applied = ({ coefficients, intercept }: SvrSolution, rows: Rows, other: number): number => {
      let sum = intercept
      rows.forEach((row, i) => {
        sum += (coefficients[i] ?? NaN) * (products[other * all + row] ?? NaN)
      })
      return sum
    }
    return {
      settings: ({ rows, ratings }) => {
        const deviation = deviationAt(ratings, rows)
        const spread = spreadOf(products, all, rows)
        const unit = spread > 0 ? deviation / spread : 1
        return TUBES.flatMap((tube) => COSTS.map((cost) => ({ cost: cost * unit, tube: tube * deviation })))
      },
      estimates: (fitted, settings, others) =>
        solutions(products, fitted, settings).map((solution) =>
          Float64Array.from(others, (row) => applied(solution, fitted.rows, row)),
        ),
      weights: (fitted, setting) => {
        const dim = features[0]?.length ?? 0
        const weights = new Float64Array(dim + 1)
        const [solution] = solutions(products, fitted, [setting])
        weights[dim] = solution?.intercept ?? NaN
        directions.forEach((direction, axis) => {
          const slope = fitted.rows.reduce(
            (sum, row, i) => sum + (solution?.coefficients[i] ?? NaN) * (scores[row]?.[axis] ?? NaN),
            0,
          )
          origin.kept.forEach((feature, index) => {
            const weight = slope * (direction[index] ?? NaN)
            weights[feature] = (weights[feature] ?? NaN) + weight
            weights[dim] = (weights[dim] ?? NaN) - weight * (origin.means[index] ?? NaN)
          })
        })
        return [weights]
      },
    }
  },
}

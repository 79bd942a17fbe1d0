import { EigenvalueDecomposition } from 'ml-matrix'
import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { addTimes, dot } from '../../../statistics/vectors.ts'
import { findAxes, gram } from '../ridge-axes.ts'
import type { RidgeAxes } from '../ridge-axes.ts'
import { deviationAt, meanAt, targetOf } from './refitted.ts'
import type { Fitted, PreparedHead, RefittedHead, Rows } from './refitted.ts'

/** More components than this are not tried. */
const MOST_COMPONENTS = 8

/** Beside the first product of features and ratings, one this small is rounding. */
const NOTHING_LEFT = 1e-10

interface Component {
  /** Of places along the axes, after the components before were taken away. */
  readonly weights: Float64Array
  readonly loadings: Float64Array
  /** For each target, for one unit along the component. */
  readonly slopes: readonly number[]
}

interface Target {
  readonly mean: number
  /** By which several targets are brought to one measure; 1 for one alone, which needs none. */
  readonly unit: number
}

interface Model {
  readonly origin: Float64Array
  readonly targets: readonly Target[]
  readonly components: readonly Component[]
}

function originOf(scores: readonly Float64Array[], rows: Rows): Float64Array {
  const origin = new Float64Array(scores[0]?.length ?? 0)
  for (const row of rows) {
    scores[row]?.forEach((value, axis) => {
      origin[axis] = (origin[axis] ?? NaN) + value / rows.length
    })
  }
  return origin
}

/** Sum of the rows, each so many times. */
function weighted(rows: readonly Float64Array[], times: readonly number[], length: number): Float64Array {
  const sum = new Float64Array(length)
  rows.forEach((row, i) => {
    addTimes(sum, times[i] ?? NaN, row)
  })
  return sum
}

/** The direction of features that goes most with the targets, and how much. `products`: of features and each target. */
function strongest(products: readonly Float64Array[]): { raw: Float64Array; length: number } {
  const [only = new Float64Array()] = products
  if (products.length === 1) return { raw: only, length: Math.sqrt(dot(only, only)) }
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(gram(products), {
    assumeSymmetric: true,
  })
  const times = eigenvectorMatrix.getColumn(values.indexOf(Math.max(...values)))
  const raw = weighted(products, times, only.length)
  return { raw, length: Math.sqrt(dot(raw, raw)) }
}

function targetAt(ratings: Float64Array, rows: Rows, isOne: boolean): Target {
  const deviation = deviationAt(ratings, rows)
  return { mean: meanAt(ratings, rows), unit: isOne || deviation === 0 ? 1 : deviation }
}

function fit(scores: readonly Float64Array[], { rows, ratings }: Fitted, most: number): Model {
  const origin = originOf(scores, rows)
  const count = ratings.length / scores.length
  const columns = Array.from({ length: count }, (_, target) => targetOf(ratings, count, target))
  const targets = columns.map((column) => targetAt(column, rows, count === 1))
  const left = rows.map((row) => (scores[row] ?? origin).map((value, axis) => value - (origin[axis] ?? NaN)))
  const centred = columns.map((column, target) => {
    const { mean, unit } = targets[target] ?? { mean: NaN, unit: NaN }
    return rows.map((row) => ((column[row] ?? NaN) - mean) / unit)
  })
  const components: Component[] = []
  let first = 0
  while (components.length < Math.min(most, rows.length - 1)) {
    const { raw, length } = strongest(centred.map((of) => weighted(left, of, origin.length)))
    if (components.length === 0) first = length
    if (!(length > NOTHING_LEFT * first)) break
    const weights = raw.map((value) => value / length)
    const places = left.map((row) => dot(row, weights))
    const square = places.reduce((sum, place) => sum + place * place, 0)
    const loadings = weighted(left, places, origin.length).map((value) => value / square)
    const slopes = centred.map(
      (of) => places.reduce((sum, place, i) => sum + place * (of[i] ?? NaN), 0) / square,
    )
    left.forEach((row, i) => {
      addTimes(row, -(places[i] ?? NaN), loadings)
    })
    components.push({ weights, loadings, slopes })
  }
  return { origin, targets, components }
}

/** With no component, with one, and so on: what the model says of a row, for each target. */
function estimatesOf({ origin, targets, components }: Model, score: Float64Array): number[][] {
  const left = score.map((value, axis) => value - (origin[axis] ?? NaN))
  let said = targets.map(({ mean }) => mean)
  const estimates = [said]
  for (const { weights, loadings, slopes } of components) {
    const place = dot(left, weights)
    said = said.map(
      (value, target) => value + (slopes[target] ?? NaN) * place * (targets[target]?.unit ?? NaN),
    )
    addTimes(left, -place, loadings)
    estimates.push(said)
  }
  return estimates
}

const componentsOf = ({ components = 0 }: HeadSettings): number => components

/** Weights along the axes are what the model says of a unit step along each, less what it says of the origin. */
function onFeatures({ origin, directions }: RidgeAxes, model: Model, dim: number): Float64Array[] {
  const zero = new Float64Array(directions.length)
  const atZero = estimatesOf(model, zero).at(-1) ?? []
  const weights = atZero.map((value) => {
    const ofTarget = new Float64Array(dim + 1)
    ofTarget[dim] = value
    return ofTarget
  })
  directions.forEach((direction, axis) => {
    const unit = zero.slice()
    unit[axis] = 1
    const atUnit = estimatesOf(model, unit).at(-1) ?? []
    weights.forEach((ofTarget, target) => {
      const slope = (atUnit[target] ?? NaN) - (atZero[target] ?? NaN)
      origin.kept.forEach((feature, index) => {
        const weight = slope * (direction[index] ?? NaN)
        ofTarget[feature] = (ofTarget[feature] ?? NaN) + weight
        ofTarget[dim] = (ofTarget[dim] ?? NaN) - weight * (origin.means[index] ?? NaN)
      })
    })
  })
  return weights
}

/**
 * Partial least squares by NIPALS (Wold, Sjöström & Eriksson, Chemom Intell Lab Syst 2001; 58: 109), features centred, not scaled; several
 * targets at once (PLS2) each by its deviation. It turns with the features, so that it works along the axes of all rows, which
 * loses nothing.
 */
export const pls: RefittedHead = {
  prepare: (features): PreparedHead => {
    const axes = findAxes(features)
    const { scores } = axes
    return {
      settings: ({ rows }) =>
        Array.from({ length: 1 + Math.min(MOST_COMPONENTS, rows.length - 1) }, (_, components) => ({
          components,
        })),
      estimates: (fitted, settings, others) => {
        const model = fit(scores, fitted, Math.max(...settings.map(componentsOf)))
        const all = others.map((row) => estimatesOf(model, scores[row] ?? model.origin))
        return settings.map((setting) =>
          Float64Array.from(
            all.flatMap((ofRow) => ofRow[Math.min(componentsOf(setting), ofRow.length - 1)] ?? []),
          ),
        )
      },
      weights: (fitted, setting) =>
        onFeatures(axes, fit(scores, fitted, componentsOf(setting)), features[0]?.length ?? 0),
    }
  },
}

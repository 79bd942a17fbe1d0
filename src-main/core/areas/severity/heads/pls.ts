import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { dot, findAxes } from '../ridge-axes.ts'
import type { RidgeAxes } from '../ridge-axes.ts'
import { meanAt } from './refitted.ts'
import type { Fitted, PreparedHead, RefittedHead, Rows } from './refitted.ts'

/** More components than this are not tried. */
const MOST_COMPONENTS = 8

/** Beside the first product of features and ratings, one this small is rounding. */
const NOTHING_LEFT = 1e-10

interface Component {
  /** Of places along the axes, after the components before were taken away. */
  readonly weights: Float64Array
  readonly loadings: Float64Array
  /** Points of the rating for one unit along the component. */
  readonly slope: number
}

interface Model {
  readonly origin: Float64Array
  readonly mean: number
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
    const by = times[i] ?? NaN
    for (let axis = 0; axis < length; axis++) sum[axis] = (sum[axis] ?? NaN) + by * (row[axis] ?? NaN)
  })
  return sum
}

function subtract(row: Float64Array, times: number, from: Float64Array): void {
  for (let axis = 0; axis < row.length; axis++) {
    row[axis] = (row[axis] ?? NaN) - times * (from[axis] ?? NaN)
  }
}

function fit(scores: readonly Float64Array[], { rows, ratings }: Fitted, most: number): Model {
  const origin = originOf(scores, rows)
  const mean = meanAt(ratings, rows)
  const left = rows.map((row) => (scores[row] ?? origin).map((value, axis) => value - (origin[axis] ?? NaN)))
  const centred = rows.map((row) => (ratings[row] ?? NaN) - mean)
  const components: Component[] = []
  let first = 0
  while (components.length < Math.min(most, rows.length - 1)) {
    const raw = weighted(left, centred, origin.length)
    const length = Math.sqrt(dot(raw, raw))
    if (components.length === 0) first = length
    if (!(length > NOTHING_LEFT * first)) break
    const weights = raw.map((value) => value / length)
    const places = left.map((row) => dot(row, weights))
    const square = places.reduce((sum, place) => sum + place * place, 0)
    const loadings = weighted(left, places, origin.length).map((value) => value / square)
    const slope = places.reduce((sum, place, i) => sum + place * (centred[i] ?? NaN), 0) / square
    left.forEach((row, i) => {
      subtract(row, places[i] ?? NaN, loadings)
    })
    components.push({ weights, loadings, slope })
  }
  return { origin, mean, components }
}

/** With no component, with one, and so on: what the model says of a row. */
function estimatesOf({ origin, mean, components }: Model, score: Float64Array): number[] {
  const left = score.map((value, axis) => value - (origin[axis] ?? NaN))
  const estimates = [mean]
  let estimate = mean
  for (const { weights, loadings, slope } of components) {
    const place = dot(left, weights)
    estimate += slope * place
    subtract(left, place, loadings)
    estimates.push(estimate)
  }
  return estimates
}

const componentsOf = ({ components = 0 }: HeadSettings): number => components

/** Weights along the axes are what the model says of a unit step along each, less what it says of the origin. */
function onFeatures({ origin, directions }: RidgeAxes, model: Model, dim: number): Float64Array {
  const zero = new Float64Array(directions.length)
  const atZero = estimatesOf(model, zero).at(-1) ?? NaN
  const weights = new Float64Array(dim + 1)
  weights[dim] = atZero
  directions.forEach((direction, axis) => {
    const unit = zero.slice()
    unit[axis] = 1
    const slope = (estimatesOf(model, unit).at(-1) ?? NaN) - atZero
    origin.kept.forEach((feature, index) => {
      const weight = slope * (direction[index] ?? NaN)
      weights[feature] = (weights[feature] ?? NaN) + weight
      weights[dim] = (weights[dim] ?? NaN) - weight * (origin.means[index] ?? NaN)
    })
  })
  return weights
}

/**
 * Partial least squares of one target by NIPALS (Wold, Sjöström & Eriksson, Chemom Intell Lab Syst 2001; 58: 109), features centred, not
 * scaled. It turns with the features, so that it works along the axes of all rows, which loses nothing.
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
          Float64Array.from(all, (ofRow) => ofRow[Math.min(componentsOf(setting), ofRow.length - 1)] ?? NaN),
        )
      },
      weights: (fitted, setting) =>
        onFeatures(axes, fit(scores, fitted, componentsOf(setting)), features[0]?.length ?? 0),
    }
  },
}

import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { centre, learnOrigin } from '../centre.ts'
import { dot } from '../../../statistics/vectors.ts'
import { choosePenalty } from '../nested-choice.ts'
import { leverageOf } from '../ridge-system.ts'
import type { WholeData } from '../ridge-system.ts'
import { prepareSmoother } from '../ridge.ts'
import type { PreparedSmoother, RidgeData } from '../ridge.ts'
import type { HeadFit } from './head.ts'
import type { SmootherHead } from './smoother-head.ts'

/**
 * Kernels that are tried, by the mean squared distance of the training rows from their mean, rounded to half a decade: the part of it that
 * is squared exponential (the rest is linear), and its length. The linear one alone is tried last: of equally good ones it is taken.
 */
const KERNELS = [
  { bent: 1, lengthStep: 0 },
  { bent: 1, lengthStep: 1 },
  { bent: 1, lengthStep: 2 },
  { bent: 0.5, lengthStep: 0 },
  { bent: 0.5, lengthStep: 1 },
  { bent: 0.5, lengthStep: 2 },
  { bent: 0, lengthStep: 0 },
] as const

/** Noise from a thousandth to a thousandfold of that distance, in decades, as the penalties of ridge. */
const NOISES = 7
const NOISES_ASIDE = 3

/** Distances are from 1e-200 to 1e200 apart. */
const FIRST_MIDDLE = -400

/** Below this share of the largest eigenvalue, a direction is rounding. */
const RANK = 1e-12

interface Kernel {
  /** Of similar rows; the square of the points of the features. */
  readonly scale: number
  readonly bent: number
  /** Of the squared exponential, in the unit of the features. */
  readonly length: number
}

/** A step is a number that says all of it: `middle` in half-decades, the kernel, and the noise. */
function encode(middle: number, kernel: number, noise: number): number {
  return ((middle - FIRST_MIDDLE) * KERNELS.length + kernel) * NOISES + noise
}

function kernelOf(middle: number, index: number): Kernel {
  const scale = 10 ** (middle / 2)
  const { bent, lengthStep } = KERNELS[index] ?? KERNELS[0]
  return { scale, bent, length: Math.sqrt(scale * 10 ** (lengthStep / 2)) }
}

function decode(step: number) {
  const noise = step % NOISES
  const rest = Math.floor(step / NOISES)
  const index = rest % KERNELS.length
  const middle = Math.floor(rest / KERNELS.length) + FIRST_MIDDLE
  return {
    kernelKey: rest,
    kernel: kernelOf(middle, index),
    noise: 10 ** (middle / 2 + noise - NOISES_ASIDE),
  }
}

function stepsFor(spread: number): number[] {
  const middle = spread === 0 ? 0 : Math.round(2 * Math.log10(spread))
  return KERNELS.flatMap((_, kernel) =>
    Array.from({ length: NOISES }, (_unused, noise) => encode(middle, kernel, noise)),
  )
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? NaN) - (b[i] ?? NaN)) ** 2
  return sum
}

function similarity({ scale, bent, length }: Kernel, a: Float64Array, b: Float64Array): number {
  const linear = bent === 1 ? 0 : (1 - bent) * dot(a, b)
  const curved = bent === 0 ? 0 : bent * scale * Math.exp(-squaredDistance(a, b) / (2 * length ** 2))
  return linear + curved
}

/** Similarities of all pairs of rows, less the means of rows and columns: the intercept is not shrunk. */
function centredSimilarities(kernel: Kernel, rows: readonly Float64Array[]): Matrix {
  const n = rows.length
  const matrix = new Matrix(n, n)
  rows.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const value = similarity(kernel, a, rows[j] ?? a)
      matrix.set(i, j, value)
      matrix.set(j, i, value)
    }
  })
  return matrix.center('row').center('column')
}

/** Rows along the axes of the kernel, so that ridge along them is the process. */
function kernelAxes(kernel: Kernel, rows: readonly Float64Array[]) {
  const decomposition = new EigenvalueDecomposition(centredSimilarities(kernel, rows), {
    assumeSymmetric: true,
  })
  const values = decomposition.realEigenvalues
  const smallest = Math.max(...values) * RANK
  const found = values.flatMap((value, index) =>
    value > smallest && value > 0
      ? [{ value, vector: decomposition.eigenvectorMatrix.getColumn(index) }]
      : [],
  )
  const scores = rows.map((_, row) =>
    Float64Array.from(found, ({ value, vector }) => Math.sqrt(value) * (vector[row] ?? NaN)),
  )
  return { scores, eigenvalues: Float64Array.from(found, ({ value }) => value) }
}

interface ProcessWhole extends WholeData {
  readonly rows: readonly Float64Array[]
}

function wholeOf(rows: readonly Float64Array[], starts: readonly number[]): ProcessWhole {
  const origin = learnOrigin(rows)
  const centred = rows.map((row) => centre(row, origin))
  const leverages = new Map<number, (step: number) => Float64Array>()
  const apartAt = (step: number): Float64Array => {
    const { kernelKey, kernel, noise } = decode(step)
    const leverage = leverages.get(kernelKey) ?? leverageOf(kernelAxes(kernel, centred))
    leverages.set(kernelKey, leverage)
    return leverage(2 * Math.log10(noise))
  }
  return { rows, scores: centred, apartAt, starts, stepsFor }
}

export type PreparedProcess = PreparedSmoother & { readonly whole: ProcessWhole }

function settingsOf(step: number): HeadSettings {
  const { kernel, noise } = decode(step)
  return { noise, bent: kernel.bent, scale: kernel.scale, length: kernel.length }
}

function kernelIn({ scale = NaN, bent = NaN, length = NaN }: HeadSettings): Kernel {
  return { scale, bent, length }
}

/** Weight of each row: (K + noise)^-1 of the centred ratings, K centred. */
function weightsOfRows(
  rows: readonly Float64Array[],
  ratings: Float64Array,
  settings: HeadSettings,
): Float64Array {
  const { noise = NaN } = settings
  const n = rows.length
  const origin = learnOrigin(rows)
  const axes = kernelAxes(
    kernelIn(settings),
    rows.map((row) => centre(row, origin)),
  )
  const apart = leverageOf(axes)(2 * Math.log10(noise))
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / n
  return Float64Array.from(rows, (_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += (apart[i * n + j] ?? NaN) * ((ratings[j] ?? NaN) - mean)
    return sum / noise
  })
}

/** The process with these settings: intercept, then for each row its weight and its features, Float64[1 + rows x (1 + dim)]. */
export function fitProcess(
  rows: readonly Float64Array[],
  ratings: Float64Array,
  settings: HeadSettings,
): Pick<HeadFit, 'settings' | 'weights'> {
  const kernel = kernelIn(settings)
  const dim = rows[0]?.length ?? 0
  const ofRows = weightsOfRows(rows, ratings, settings)
  const weights = new Float64Array(1 + rows.length * (1 + dim))
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / rows.length
  let alongMean = 0
  rows.forEach((row, i) => {
    weights[1 + i * (1 + dim)] = ofRows[i] ?? NaN
    weights.set(row, 2 + i * (1 + dim))
    for (const other of rows) alongMean += ((ofRows[i] ?? NaN) * similarity(kernel, row, other)) / rows.length
  })
  weights[0] = mean - alongMean
  return { settings, weights }
}

function apply({ settings, weights }: Pick<HeadFit, 'settings' | 'weights'>, features: Float64Array): number {
  const kernel = kernelIn(settings)
  const width = 1 + features.length
  let sum = weights[0] ?? NaN
  for (let at = 1; at < weights.length; at += width) {
    const row = weights.subarray(at + 1, at + width)
    sum += (weights[at] ?? NaN) * similarity(kernel, row, features)
  }
  return sum
}

/**
 * Regression by a Gaussian process (Rasmussen & Williams 2006, ch. 2) with linear, squared exponential and noise kernels and a flat prior of the
 * intercept. Its mean is a linear smoother of the ratings, so that leaving patients out is as exact and quick as for ridge.
 */
export const gaussianProcess: SmootherHead<PreparedProcess> = {
  prepare: (data: RidgeData) => prepareSmoother(data, wholeOf),
  finish: (prepared) =>
    Array.from(choosePenalty(prepared.system, null).steps, (step, target) =>
      fitProcess(prepared.whole.rows, prepared.targets[target] ?? new Float64Array(), settingsOf(step)),
    ),
  apply,
  settingsOf,
  isOrdered: false,
}

import { Matrix, solve } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { applyLinear } from '#core/areas/severity/linear.ts'
import { fitRidge as fitPrepared, prepareRidge } from '#core/areas/severity/ridge.ts'
import type { RidgeData, RidgeFit } from '#core/areas/severity/ridge.ts'
import { createRandom } from '#core/statistics/random.ts'

const fitRidge = (data: RidgeData): RidgeFit[] => fitPrepared(prepareRidge(data))

/** Rows of random features; every other row belongs to the same patient as the one before. */
function aStudy(rows: number, dim: number, seed: number) {
  const random = createRandom(seed)
  const features = Array.from({ length: rows }, () =>
    Float64Array.from({ length: dim }, (_, index) => (random() - 0.3) * (index + 1)),
  )
  const groups = features.map((_, row) => `P${String(Math.floor(row / 2))}`)
  const target = features.map((row) => 3 + (row[0] ?? 0) * 2 - (row[1] ?? 0) * 0.5 + (random() - 0.5) * 3)
  return { features, groups, target }
}

/** Ridge from the normal equations, features as they stand, the intercept not penalised. */
function direct(z: readonly Float64Array[], y: readonly number[], lambda: number) {
  const design = new Matrix(z.map((row) => [1, ...row]))
  const normal = design.transpose().mmul(design)
  for (let i = 1; i < normal.rows; i++) normal.set(i, i, normal.get(i, i) + lambda)
  const beta = solve(normal, design.transpose().mmul(Matrix.columnVector([...y]))).getColumn(0)
  return (row: Float64Array): number =>
    row.reduce((sum, value, i) => sum + value * (beta[i + 1] ?? NaN), beta[0] ?? NaN)
}

describe.each([
  ['more rows than features', 24, 5],
  ['more features than rows', 14, 40],
])('with %s', (_, rows, dim) => {
  const { features, groups, target } = aStudy(rows, dim, 4)
  test('solves the normal equations, the intercept not penalised', () => {
    const [fit] = fitRidge({ features, groups, targets: [target] })
    const reference = direct(features, target, fit?.lambda ?? NaN)
    features.forEach((row) => {
      expect(applyLinear(fit?.weights ?? new Float64Array(), row)).toBeCloseTo(reference(row), 8)
    })
  })

  test('takes the penalty that errs least on patients left out and refitted one by one', () => {
    const means = Array.from({ length: dim }, (_, i) =>
      features.reduce((sum, row) => sum + (row[i] ?? NaN) / rows, 0),
    )
    const spread = features.reduce(
      (sum, row) =>
        sum + row.reduce((squares, value, i) => squares + (value - (means[i] ?? NaN)) ** 2, 0) / rows,
      0,
    )
    const errors = Array.from({ length: 13 }, (_, step) => {
      const lambda = 10 ** ((Math.round(2 * Math.log10(spread)) - 6 + step) / 2)
      const error = [...new Set(groups)].reduce((sum, patient) => {
        const kept = (_row: unknown, row: number): boolean => groups[row] !== patient
        const model = direct(features.filter(kept), target.filter(kept), lambda)
        const left = features.flatMap((row, i) =>
          groups[i] === patient ? [model(row) - (target[i] ?? NaN)] : [],
        )
        return sum + left.reduce((total, value) => total + value ** 2, 0)
      }, 0)
      return { lambda, error }
    })
    const best = errors.reduce((a, b) => (b.error <= a.error ? b : a))
    const [fit] = fitRidge({ features, groups, targets: [target] })
    expect(fit?.lambda).toBe(best.lambda)
    expect(new Set(errors.map(({ error }) => error)).size).toBeGreaterThan(1)
  })

  test('gives each of several targets what it would have alone', () => {
    const other = target.map((value, row) => -value + row)
    const together = fitRidge({ features, groups, targets: [target, other] })
    expect(together[0]).toEqual(fitRidge({ features, groups, targets: [target] })[0])
    expect(together[1]).toEqual(fitRidge({ features, groups, targets: [other] })[0])
  })
})

test('drops a constant feature, and gives it no weight', () => {
  const { features, groups, target } = aStudy(12, 3, 9)
  const withConstant = features.map((row) => Float64Array.of(...row, 0.1 + 0.2))
  const [plain] = fitRidge({ features, groups, targets: [target] })
  const [padded] = fitRidge({ features: withConstant, groups, targets: [target] })
  expect(padded?.weights[3]).toBe(0)
  expect(padded?.weights[0]).toBeCloseTo(plain?.weights[0] ?? NaN, 12)
})

test('falls back on the mean when no feature varies', () => {
  const features = Array.from({ length: 8 }, () => Float64Array.of(2, 2))
  const groups = features.map((_, row) => `P${String(row)}`)
  const [fit] = fitRidge({ features, groups, targets: [[1, 2, 3, 4, 5, 6, 7, 4]] })
  expect(applyLinear(fit?.weights ?? new Float64Array(), Float64Array.of(5, 5))).toBeCloseTo(4, 12)
  expect(fit?.lambda).toBeGreaterThan(0)
})

test('is not thrown off by a feature that hardly stirs among the patients it learns from', () => {
  const { features, groups, target } = aStudy(16, 6, 3)
  const nearlyStill = features.map((row, index) => Float64Array.of(...row, index === 0 ? 1e-6 : 0))
  const [fit] = fitRidge({ features: nearlyStill, groups, targets: [target] })
  const [row = new Float64Array()] = nearlyStill
  const usual = applyLinear(fit?.weights ?? row, row)
  const moved = applyLinear(fit?.weights ?? row, Float64Array.of(...row.subarray(0, 6), 1))
  expect(Math.abs(moved - usual)).toBeLessThan(0.01)
})

test('gives the same model for features in another unit or from another origin', () => {
  const { features, groups, target } = aStudy(16, 30, 6)
  const changed = features.map((row) => row.map((value) => 100 * value + 7))
  const [fit] = fitRidge({ features, groups, targets: [target] })
  const [other] = fitRidge({ features: changed, groups, targets: [target] })
  const [row = new Float64Array()] = features
  expect(other?.lambda).toBeCloseTo(1e4 * (fit?.lambda ?? NaN), 6)
  expect(applyLinear(other?.weights ?? row, changed[0] ?? row)).toBeCloseTo(
    applyLinear(fit?.weights ?? row, row),
    8,
  )
})

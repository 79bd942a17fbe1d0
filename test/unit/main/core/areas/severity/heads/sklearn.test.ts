import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { chooseSetting } from '#core/areas/severity/heads/choose-setting.ts'
import { elasticNet } from '#core/areas/severity/heads/elastic-net.ts'
import { fitProcess, gaussianProcess } from '#core/areas/severity/heads/gaussian-process.ts'
import { pls } from '#core/areas/severity/heads/pls.ts'
import { targetOf } from '#core/areas/severity/heads/refitted.ts'
import type { RefittedHead } from '#core/areas/severity/heads/refitted.ts'
import { svr } from '#core/areas/severity/heads/svr.ts'
import { applyLinear } from '#core/areas/severity/linear.ts'
import { prepareRidge, ridgeWeights } from '#core/areas/severity/ridge.ts'
import { concordance, pearson, spearman } from '#core/statistics/correlation.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '#core/statistics/error-measures.ts'

const numbers = z.array(z.number())
const settings = z.record(z.string(), z.number())
const cases = z.array(z.object({ setting: settings, estimates: numbers, features: z.number().optional() }))

/** Made by scripts/reference/severity_sklearn.py. */
const fixture = z
  .object({
    rows: z.array(numbers),
    ratings: numbers,
    others: z.array(numbers),
    ridge: z.array(z.object({ penalty: z.number(), estimates: numbers })),
    elasticNet: cases,
    pls: cases,
    pls2: z.object({
      /** For each target, the rating of each row. */
      ratings: z.array(numbers),
      cases: z.array(z.object({ setting: settings, estimates: z.array(numbers) })),
    }),
    svr: cases,
    gp: z.array(z.object({ setting: settings, estimates: numbers, process: numbers })),
    nested: z.object({
      elasticNet: z.array(settings),
      elasticNetBest: z.number(),
      plsBest: z.number(),
    }),
    agreement: z.object({
      a: numbers,
      ...{
        pearson: z.number(),
        spearman: z.number(),
        concordance: z.number(),
        mae: z.number(),
        rmse: z.number(),
      },
    }),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../../../fixtures/severity/sklearn.json', import.meta.url), 'utf8'),
    ),
  )

const rows = fixture.rows.map((row) => Float64Array.from(row))
const others = fixture.others.map((row) => Float64Array.from(row))
const ratings = Float64Array.from(fixture.ratings)
const numbersOf = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index)

/** The largest difference of numbers that belong together. */
function apart(a: ArrayLike<number>, b: readonly number[]): number {
  expect(a.length).toBe(b.length)
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? NaN))))
}

test('ridge is that of scikit-learn', () => {
  const groups = rows.map((_, row) => `P${String(row)}`)
  const prepared = prepareRidge({ features: rows, groups, targets: [fixture.ratings] })
  for (const { penalty, estimates } of fixture.ridge) {
    const weights = ridgeWeights(prepared, 0, penalty)
    expect(
      apart(
        others.map((row) => applyLinear(weights, row)),
        estimates,
      ),
    ).toBeLessThan(1e-6)
  }
})

// Searches end where nothing moves by a part in some ten thousand; what is worked out agrees to the last digits.
test.each([
  ['elastic net', elasticNet, fixture.elasticNet, 1e-4],
  ['partial least squares', pls, fixture.pls, 1e-6],
  ['support vector regression', svr, fixture.svr, 1e-4],
] as const)(
  '%s is that of scikit-learn, also as weights on raw features',
  (_, head: RefittedHead, given, most) => {
    const prepared = head.prepare([...rows, ...others], [])
    const padded = Float64Array.from([...ratings, ...others.map(() => NaN)])
    const fitted = { rows: numbersOf(rows.length), ratings: padded }
    given.forEach(({ setting, estimates, features }) => {
      const [said = []] = prepared.estimates(fitted, [setting], numbersOf(others.length, rows.length))
      expect(apart(said, estimates)).toBeLessThan(most)
      const [weights = new Float64Array()] = prepared.weights(fitted, setting)
      expect(
        apart(
          others.map((row) => applyLinear(weights, row)),
          estimates,
        ),
      ).toBeLessThan(most)
      if (features !== undefined)
        expect(weights.slice(0, -1).filter((weight) => weight !== 0)).toHaveLength(features)
    })
  },
)

test('partial least squares of several items at once is that of scikit-learn on ratings by their deviation', () => {
  const { ratings: columns, cases: given } = fixture.pls2
  const targets = columns.length
  const all = [...rows, ...others]
  const matrix = Float64Array.from(
    { length: all.length * targets },
    (_, at) => columns[at % targets]?.[Math.floor(at / targets)] ?? NaN,
  )
  const prepared = pls.prepare(all, [])
  const fitted = { rows: numbersOf(rows.length), ratings: matrix }
  for (const { setting, estimates } of given) {
    const [said = new Float64Array()] = prepared.estimates(
      fitted,
      [setting],
      numbersOf(others.length, rows.length),
    )
    const weights = prepared.weights(fitted, setting)
    estimates.forEach((ofTarget, target) => {
      expect(apart(targetOf(said, targets, target), ofTarget)).toBeLessThan(1e-6)
      const own = weights[target] ?? new Float64Array()
      expect(
        apart(
          others.map((row) => applyLinear(own, row)),
          ofTarget,
        ),
      ).toBeLessThan(1e-6)
    })
  }
  // Items of their own say something else: with one direction for all, nothing is gained by calling it two heads.
  const alone = pls.prepare(all, [])
  const first = Float64Array.from({ length: all.length }, (_, row) => columns[0]?.[row] ?? NaN)
  const [single = new Float64Array()] = alone.estimates(
    { ...fitted, ratings: first },
    [{ components: 1 }],
    numbersOf(others.length, rows.length),
  )
  expect(apart(single, given[0]?.estimates[0] ?? [])).toBeGreaterThan(0.01)
})

test('a Gaussian process is that of scikit-learn, its intercept without a penalty', () => {
  for (const { setting, estimates, process } of fixture.gp) {
    const model = fitProcess(rows, ratings, setting)
    const said = others.map((row) => gaussianProcess.apply(model, row))
    expect(apart(said, estimates)).toBeLessThan(1e-6)
    // There the intercept has a prior of great variance instead of a flat one.
    expect(apart(said, process)).toBeLessThan(1e-4)
  }
})

test('settings are those that a grid search over the same fifths of the patients finds', () => {
  const patients = numbersOf(rows.length / 2)
  const starts = numbersOf(patients.length + 1).map((patient) => 2 * patient)
  const choose = (head: RefittedHead, settingsTried: readonly Readonly<Record<string, number>>[]) => {
    const prepared = { ...head.prepare(rows, starts), settings: () => settingsTried }
    return chooseSetting({ prepared, starts, ratings }, patients)
  }
  const { elasticNet: grid, elasticNetBest, plsBest } = fixture.nested
  expect(choose(elasticNet, grid)).toEqual(grid[elasticNetBest])
  expect(
    choose(
      pls,
      numbersOf(6, 1).map((components) => ({ components })),
    ),
  ).toEqual({ components: plsBest })
})

test('statistics of pairs are those of scipy and scikit-learn', () => {
  const { a, ...given } = fixture.agreement
  const y = fixture.ratings
  const found = {
    ...{ pearson: pearson(a, y), spearman: spearman(a, y), concordance: concordance(a, y) },
    ...{ mae: meanAbsoluteError(a, y), rmse: rootMeanSquaredError(a, y) },
  }
  for (const name of ['pearson', 'spearman', 'concordance', 'mae', 'rmse'] as const) {
    expect(Math.abs((found[name] ?? NaN) - given[name])).toBeLessThan(1e-9)
  }
})

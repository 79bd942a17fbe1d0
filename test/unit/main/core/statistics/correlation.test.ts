import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concordance, pearson, ranks, spearman } from '#core/statistics/correlation.ts'
import { miniMeter, wrightMeter } from './peak-flow.ts'

const series = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })), {
  minLength: 2,
  maxLength: 40,
})
const columns = (pairs: readonly (readonly [number, number])[]): [number[], number[]] => [
  pairs.map(([x]) => x),
  pairs.map(([, y]) => y),
]

describe('pearson', () => {
  test('gives the correlation that Bland and Altman 1986 print for the two peak flow meters', () => {
    expect(pearson(wrightMeter, miniMeter)).toBeCloseTo(0.94, 2)
  })

  test('gives the correlation of the first set of the quartet of Anscombe 1973', () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    expect(pearson(x, y)).toBeCloseTo(0.8164, 4)
  })

  test('is null for constant ratings, one pair and no pairs', () => {
    expect(pearson([3, 3, 3], [1, 2, 3])).toBeNull()
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull()
    expect(pearson([1], [2])).toBeNull()
    expect(pearson([], [])).toBeNull()
  })

  test('refuses series of unequal length', () => {
    expect(() => pearson([1, 2, 3], [1, 2])).toThrow(RangeError)
  })

  test('does not change when one side is scaled and shifted', () => {
    fc.assert(
      fc.property(series, (pairs) => {
        const [x, y] = columns(pairs)
        const before = pearson(x, y)
        const after = pearson(
          x.map((value) => 4 * value - 2),
          y,
        )
        if (before === null) expect(after).toBeNull()
        else expect(after).toBeCloseTo(before, 12)
      }),
    )
  })
})

describe('spearman', () => {
  test('shares ranks among equal values', () => {
    expect(ranks([7, 3, 3, 9, 3])).toEqual([4, 2, 2, 5, 2])
  })

  test('agrees with 1 - 6 sum d2 / (n (n2 - 1)) when there are no ties', () => {
    // IQ against hours of television, the worked example found in many textbooks: rho = -29/165.
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12)
  })

  test('sees only the order of the values', () => {
    fc.assert(
      fc.property(series, (pairs) => {
        const [x, y] = columns(pairs)
        expect(
          spearman(
            x.map((value) => Math.exp(value)),
            y,
          ),
        ).toEqual(spearman(x, y))
      }),
    )
  })
})

describe('concordance', () => {
  test('follows the formula of Lin 1989 on a case worked by hand', () => {
    // Means 3 and 4, variances over n 2 and 2, covariance 2: 2 * 2 / (2 + 2 + 1).
    expect(concordance([1, 2, 3, 4, 5], [2, 3, 4, 5, 6])).toBeCloseTo(0.8, 12)
  })

  test('stays close to the correlation where two meters hardly differ in mean and spread', () => {
    expect(concordance(wrightMeter, miniMeter)).toBeCloseTo(0.943, 3)
  })

  test('is 0 when one side is constant and null when both are the same constant', () => {
    expect(concordance([2, 2, 2], [1, 2, 3])).toBe(0)
    expect(concordance([2, 2, 2], [2, 2, 2])).toBeNull()
    expect(concordance([1], [1])).toBeNull()
  })

  test('never passes the correlation, is symmetric, and is 1 for a series with itself', () => {
    fc.assert(
      fc.property(series, (pairs) => {
        const [x, y] = columns(pairs)
        const value = concordance(x, y)
        const r = pearson(x, y)
        if (value === null || r === null) return
        expect(Math.abs(value)).toBeLessThanOrEqual(Math.abs(r) + 1e-12)
        expect(concordance(y, x)).toBeCloseTo(value, 12)
        expect(concordance(x, x)).toBeCloseTo(1, 12)
      }),
    )
  })
})

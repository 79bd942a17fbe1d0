import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { iccAgreement, iccConsistency, quadraticWeightedKappa } from '#core/statistics/agreement.ts'
import { concordance } from '#core/statistics/correlation.ts'

/** Six targets, four judges: table 2 of Shrout & Fleiss, Psychological Bulletin 1979; 86: 420-428. */
const shroutFleiss = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
]

describe('intraclass correlation', () => {
  test('gives ICC(2,1) = .29 and ICC(3,1) = .71 as Shrout and Fleiss 1979 print them', () => {
    expect(iccAgreement(shroutFleiss, 0.95).value).toBeCloseTo(0.2898, 4)
    expect(iccConsistency(shroutFleiss, 0.95).value).toBeCloseTo(0.7148, 4)
  })

  test('gives the 95 % intervals that the R package psych prints for this table', () => {
    const agreement = iccAgreement(shroutFleiss, 0.95)
    expect(agreement.ciLow).toBeCloseTo(0.019, 3)
    expect(agreement.ciHigh).toBeCloseTo(0.761, 3)
    const consistency = iccConsistency(shroutFleiss, 0.95)
    expect(consistency.ciLow).toBeCloseTo(0.342, 3)
    expect(consistency.ciHigh).toBeCloseTo(0.946, 3)
  })

  test('gives the 95 % intervals that R 4.2.2 computes with anova and qf, to 12 digits', () => {
    const agreement = iccAgreement(shroutFleiss, 0.95)
    expect(agreement.ciLow).toBeCloseTo(0.018786513374712, 12)
    expect(agreement.ciHigh).toBeCloseTo(0.761084369648953, 12)
    const consistency = iccConsistency(shroutFleiss, 0.95)
    expect(consistency.ciLow).toBeCloseTo(0.342464765033925, 12)
    expect(consistency.ciHigh).toBeCloseTo(0.94585825995536, 12)
  })

  test('punishes a constant shift between raters only where agreement is absolute', () => {
    const shifted = [1, 3, 4, 6].map((rating) => [rating, rating + 1])
    expect(iccConsistency(shifted, 0.95).value).toBe(1)
    expect(iccAgreement(shifted, 0.95).value).toBeLessThan(0.95)
  })

  test('is 1 without an F-based interval when raters never differ', () => {
    expect(
      iccAgreement(
        [
          [1, 1],
          [4, 4],
          [6, 6],
        ],
        0.95,
      ),
    ).toEqual({ value: 1, ciLow: null, ciHigh: null })
  })

  test('is null when all ratings are equal or only one row was rated', () => {
    const none = { value: null, ciLow: null, ciHigh: null }
    expect(
      iccAgreement(
        [
          [3, 3],
          [3, 3],
        ],
        0.95,
      ),
    ).toEqual(none)
    expect(iccAgreement([[1, 2]], 0.95)).toEqual(none)
    expect(iccConsistency([], 0.95)).toEqual(none)
  })

  test('has ends within bounds and around the value, or none, for every table of three visits', () => {
    const ratings = [1, 2, 4, 7]
    const pairs = ratings.flatMap((a) => ratings.map((b) => [a, b]))
    for (const first of pairs) {
      for (const second of pairs) {
        for (const third of pairs) {
          const table = [first, second, third]
          for (const icc of [iccAgreement, iccConsistency]) {
            const { value, ciLow, ciHigh } = icc(table, 0.95)
            if (value !== null) expect(Number.isFinite(value)).toBe(true)
            if (ciLow === null || ciHigh === null || value === null) expect(ciLow).toBe(ciHigh)
            else expect(-1 <= ciLow && ciLow <= value && value <= ciHigh && ciHigh <= 1).toBe(true)
          }
        }
      }
    }
  })

  test('has no interval where raters disagree so strongly that it has no degrees of freedom', () => {
    const table = [6, 6, 5, 3, 3, 5, 4].map((rating, row) => [rating, [2, 2, 3, 5, 5, 3, 4][row] ?? NaN])
    expect(iccAgreement(table, 0.95)).toMatchObject({ ciLow: null, ciHigh: null })
  })

  test('refuses a table with gaps', () => {
    expect(() => iccAgreement([[1, 2], [3]], 0.95)).toThrow(RangeError)
  })
})

/** Ratings row by row from a square table of counts; categories from 1. */
function ratingsOf(counts: readonly (readonly number[])[]): [number[], number[]] {
  const pairs = counts.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, () => [i + 1, j + 1] as const)),
  )
  return [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
}

describe('quadratic weighted kappa', () => {
  test('gives the value that the R package irrCAC prints for two abstractors of 100 records', () => {
    // Gwet, Handbook of Inter-Rater Reliability: data set cont3x3abstractors.
    const [a, b] = ratingsOf([
      [13, 0, 0],
      [0, 20, 7],
      [0, 4, 56],
    ])
    expect(quadraticWeightedKappa(a, b)).toBeCloseTo(0.8921569, 7)
  })

  test('is 1 for equal raters, 0 against a constant one, null when both are one constant', () => {
    expect(quadraticWeightedKappa([1, 4, 7], [1, 4, 7])).toBe(1)
    expect(quadraticWeightedKappa([4, 4, 4], [1, 4, 7])).toBe(0)
    expect(quadraticWeightedKappa([4, 4], [4, 4])).toBeNull()
    expect(quadraticWeightedKappa([4], [4])).toBeNull()
  })

  test('equals the concordance correlation with moments over n, as Krippendorff 1970 showed', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), (pairs) => {
        const a = pairs.map(([value]) => value)
        const b = pairs.map(([, value]) => value)
        const kappa = quadraticWeightedKappa(a, b)
        const agreement = concordance(a, b)
        if (kappa === null || agreement === null) expect(kappa).toBe(agreement)
        else expect(kappa).toBeCloseTo(agreement, 10)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { blandAltman, validate } from '#core/areas/severity/validation.ts'
import { aPermutationTest, heldOut } from '../../../../../helpers/held-out.ts'

const patients = ['A', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
const ratings = [1, 2, 3, 4, 5, 6, 7, 1, 2]

describe('validate', () => {
  it('gives the gain in error as the difference of the two mean absolute errors', () => {
    const estimates = ratings.map((rating, row) => rating + (row % 2 === 0 ? 0.5 : -0.25))
    const metrics = validate(heldOut({ patients, estimates, ratings }))
    expect(metrics.maeGain.value).toBeCloseTo(
      (metrics.baselineMae.value ?? NaN) - (metrics.mae.value ?? NaN),
      12,
    )
    expect(metrics.maeGain.ciLow).toBeGreaterThan(0)
    expect(metrics.maeGain).toMatchObject({ nPatients: 8, nSessions: 9, level: 0.95, warning: null })
    expect(metrics.maeGain.method).toBe(
      'jackknife over patients, every model fitted again, t with 7 degrees of freedom',
    )
  })

  it('judges a guess by the mean of the other patients, all visits of the patient left out', () => {
    const guessed = { patients: ['A', 'A', 'B', 'C'], ratings: [1, 3, 5, 7] }
    const guesses = [6, 6, 11 / 3, 3]
    const metrics = validate(heldOut({ ...guessed, estimates: guesses }))
    const mae = guesses.reduce(
      (sum, guess, row) => sum + Math.abs(guess - (guessed.ratings[row] ?? NaN)) / 4,
      0,
    )
    expect(metrics.baselineMae.value).toBeCloseTo(mae, 12)
    expect(metrics.maeGain.value).toBeCloseTo(0, 12)
    expect(metrics.q2.value).toBeCloseTo(0, 12)
  })

  it('gives a mean of one number a patient the interval of a t test', () => {
    const codes = ['A', 'B', 'C', 'D', 'E']
    const errors = [0.5, 1, 0, 2, 1.5]
    const { mae } = validate(
      heldOut({ patients: codes, ratings: codes.map(() => 3), estimates: errors.map((error) => 3 + error) }),
    )
    // R: t.test(c(0.5, 1, 0, 2, 1.5))$conf.int
    expect(mae).toMatchObject({ value: 1 })
    expect([mae.ciLow, mae.ciHigh]).toEqual([expect.closeTo(0.018378, 5), expect.closeTo(1.981622, 5)])
  })

  it('cuts estimates to the range of the item before they are judged', () => {
    const estimates = ratings.map((rating) => (rating === 7 ? 12 : rating === 1 ? -3 : rating))
    expect(validate(heldOut({ patients, estimates, ratings })).mae.value).toBe(0)
  })

  it('gives the share of pairs of patients in the rated order, ties half, and no interval beyond 0 and 1', () => {
    const codes = ['A', 'B', 'C', 'D']
    const rated = [1, 2, 3, 3]
    const { concordance } = validate(heldOut({ patients: codes, ratings: rated, estimates: [1, 3, 3, 2] }))
    // Of five pairs with different ratings three in order, B and C tied, D before B.
    expect(concordance?.value).toBeCloseTo(3.5 / 5, 12)
    expect(concordance?.ciHigh).toBe(1)
    expect(concordance?.method).toContain('jackknife over patients')
  })

  it('gives correlations of pooled held-out estimates no interval, and says why', () => {
    const estimates = ratings.map((rating) => 4 - rating / 10)
    const metrics = validate(heldOut({ patients, estimates, ratings }))
    for (const correlation of [metrics.pcc, metrics.ccc, metrics.spearman]) {
      expect(correlation).toMatchObject({ ciLow: null, ciHigh: null, level: null, nPatients: 8 })
      expect(correlation.value).toBeLessThan(0)
      expect(correlation.method).toMatch(/^no interval, as/)
      expect(correlation.warning).toMatch(/below 0 by construction.*a negative value means nothing/)
    }
    expect(metrics.blandAltman.bias.warning).toContain('About 0 by construction')
    expect(metrics.permutation).toEqual(aPermutationTest)
  })

  it('has no Q² where the guess never errs', () => {
    const rated = patients.map(() => 3)
    const metrics = validate(
      heldOut({ patients, estimates: rated.map((rating) => rating + 1), ratings: rated }),
    )
    expect(metrics.q2).toMatchObject({ value: null, ciLow: null, warning: null })
    expect(metrics.concordance?.value).toBeNull()
  })

  it('has no interval where a number is not defined without one of the patients', () => {
    const rated = [1, 1, 3, 3, 3, 3, 3, 3, 3]
    const { q2 } = validate(
      heldOut({ patients, estimates: rated.map((rating) => rating + 1), ratings: rated }),
    )
    expect(q2).toMatchObject({ ciLow: null, ciHigh: null, level: null })
    expect(q2.method).toBe('no interval, as the number is not defined without some of the patients')
  })
})

it('gives bias and limits of agreement t intervals of as many differences as there are patients', () => {
  const a = [3, 1, 4, 1, 5, 9, 2, 6]
  const b = a.map((rating, row) => rating + (row % 2))
  const once = blandAltman({ patients: a.map((_, row) => `P${String(row)}`), a, b })
  // R: t.test(a - b)$conf.int
  expect(once.bias).toMatchObject({ value: -0.5, nPatients: 8, level: 0.95, seed: null, warning: null })
  expect(once.bias.ciLow).toBeCloseTo(-0.946872, 6)
  expect(once.bias.ciHigh).toBeCloseTo(-0.053128, 6)
  expect(once.upperLimit.ciHigh).toBeGreaterThan(once.upperLimit.value ?? NaN)
  const twice = blandAltman({ patients: a.map((_, row) => `P${String(row >> 1)}`), a, b })
  expect(twice.bias).toMatchObject({ value: -0.5, nPatients: 4, nSessions: 8 })
  expect(twice.bias.ciLow).toBeLessThan(once.bias.ciLow ?? NaN)
  const alone = blandAltman({ patients: a.map(() => 'P'), a, b })
  expect(alone.bias).toMatchObject({ value: -0.5, ciLow: null, level: null })
  expect(alone.bias.method).toBe('no interval, as there is one patient only')
})

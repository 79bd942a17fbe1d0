import { describe, expect, it } from 'vitest'
import { validate } from '#core/areas/severity/validation.ts'

const patients = ['A', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
const ratings = [1, 2, 3, 4, 5, 6, 7, 1, 2]
const between = (): Promise<void> => Promise.resolve()

describe('validate', () => {
  it('gives the gain in error as the difference of the two mean absolute errors', async () => {
    const estimates = ratings.map((rating, row) => rating + (row % 2 === 0 ? 0.5 : -0.25))
    const baseline = ratings.map((rating) => rating + 2)
    const metrics = await validate({ patients, estimates, ratings, baseline }, between)
    expect(metrics.maeGain.value).toBeCloseTo(
      (metrics.baselineMae.value ?? NaN) - (metrics.mae.value ?? NaN),
      12,
    )
    expect(metrics.maeGain.ciLow).toBeGreaterThan(0)
    expect(metrics.maeGain.nPatients).toBe(8)
  })

  it('finds no gain and no spread in a model that repeats the baseline', async () => {
    const baseline = ratings.map(() => 3.5)
    const metrics = await validate({ patients, estimates: baseline, ratings, baseline }, between)
    expect(metrics.maeGain).toMatchObject({ value: 0, ciLow: 0, ciHigh: 0 })
  })

  it('gives correlations of pooled held-out estimates no interval, and says why', async () => {
    const estimates = ratings.map((rating) => 4 - rating / 10)
    const metrics = await validate({ patients, estimates, ratings, baseline: estimates }, between)
    for (const correlation of [metrics.pcc, metrics.ccc, metrics.spearman]) {
      expect(correlation).toMatchObject({ ciLow: null, ciHigh: null, level: null, nPatients: 8 })
      expect(correlation.value).toBeLessThan(0)
      expect(correlation.method).toMatch(/^no interval, as/)
      expect(correlation.warning).toMatch(/below 0 by construction.*a negative value means nothing/)
    }
    expect(metrics.blandAltman.bias.warning).toContain('About 0 by construction')
  })

  it('gives Q² as 1 minus the squared error over that of the baseline', async () => {
    const estimates = ratings.map((rating, row) => rating + (row % 2 === 0 ? 1 : -1))
    const baseline = ratings.map((rating) => rating + 2)
    const { q2 } = await validate({ patients, estimates, ratings, baseline }, between)
    expect(q2).toMatchObject({ value: 0.75, ciLow: 0.75, ciHigh: 0.75, level: 0.95, seed: 1 })
  })

  it('has no Q² where the baseline never errs', async () => {
    const metrics = await validate({ patients, estimates: ratings, ratings, baseline: ratings }, between)
    expect(metrics.q2).toMatchObject({ value: null, ciLow: null, warning: null })
  })

  it.each([
    [8, true],
    [49, true],
    [50, false],
  ])('says with %d patients whether intervals are too narrow: %s', async (count, isNarrow) => {
    const codes = Array.from({ length: count }, (_, index) => `P${String(index)}`)
    const rated = codes.map((_, row) => 1 + (row % 7))
    const estimates = rated.map((rating, row) => rating + ((row * 5) % 3) - 0.9)
    const metrics = await validate(
      { patients: codes, estimates, ratings: rated, baseline: rated.map(() => 4) },
      between,
    )
    const { mae, rmse, baselineMae, baselineRmse, blandAltman } = metrics
    const narrow = [mae, rmse, baselineMae, baselineRmse, blandAltman.lowerLimit, blandAltman.upperLimit]
    for (const { ciLow, warning } of narrow) {
      expect(ciLow).not.toBeNull()
      if (isNarrow) expect(warning).toContain('too narrow with fewer than 50 patients')
      else expect(warning).toBeNull()
    }
    // Simulated with 200 patients, the interval of the gain held the truth in 59 to 87 % of cohorts.
    for (const { warning } of [metrics.maeGain, metrics.q2]) expect(warning).toContain('too narrow')
  })
})

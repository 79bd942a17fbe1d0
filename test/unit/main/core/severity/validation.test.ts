import { describe, expect, it } from 'vitest'
import { validate } from '#core/severity/validation.ts'

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
})

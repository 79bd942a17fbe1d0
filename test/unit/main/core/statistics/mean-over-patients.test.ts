import { describe, expect, it } from 'vitest'
import { meanOverPatients } from '#core/statistics/mean-over-patients.ts'
import { createRandom } from '#core/statistics/random.ts'
import { thorough } from '../../../../helpers/thorough.ts'

describe('the mean over patients', () => {
  it('has the interval of scipy, and says so where ratings in whole points make it approximate', () => {
    // scipy.stats.t.interval(0.95, n - 1, loc=x.mean(), scale=x.std(ddof=1) / sqrt(n)), scipy 1.17.1.
    const found = meanOverPatients([4, 2, 5, 3, 3, 6, 1, 4, 2, 5.5])
    expect(found.value).toBeCloseTo(3.55, 12)
    expect(found.ciLow).toBeCloseTo(2.376364027749891, 9)
    expect(found.ciHigh).toBeCloseTo(4.723635972250109, 9)
    expect(found).toMatchObject({ nPatients: 10, level: 0.95, method: 't interval over patients' })
    expect(found.warning).toContain('approximate with fewer than 50 patients')
    expect(meanOverPatients(Array.from({ length: 50 }, (_, place) => place % 7)).warning).toBeNull()
  })

  it('has no interval below eight patients, and no value of none', () => {
    expect(meanOverPatients([1, 2, 3, 4, 5, 6, 7])).toMatchObject({ value: 4, ciLow: null, level: null })
    expect(meanOverPatients([]).value).toBeNull()
  })

  it('is a point where all are the same', () => {
    expect(meanOverPatients(Array.from({ length: 8 }, () => 3))).toMatchObject({ ciLow: 3, ciHigh: 3 })
  })

  it('holds the mean of ratings from 1 to 7 about as often as it says', () => {
    const random = createRandom(4)
    const samples = thorough(400, 4000)
    const rating = (): number => {
      const normal = Array.from({ length: 12 }, random).reduce((sum, each) => sum + each, -6)
      return Math.max(1, Math.min(7, Math.round(4 + 1.5 * normal)))
    }
    let held = 0
    for (let sample = 0; sample < samples; sample++) {
      const { ciLow, ciHigh } = meanOverPatients(Array.from({ length: 12 }, rating))
      if ((ciLow ?? NaN) <= 4 && 4 <= (ciHigh ?? NaN)) held++
    }
    expect(held / samples).toBeGreaterThan(thorough(0.91, 0.94))
    expect(held / samples).toBeLessThan(thorough(0.98, 0.962))
  })
})

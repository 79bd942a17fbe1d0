import { describe, expect, it } from 'vitest'
import { baselineVerdict, statisticSchema } from '#shared/domain/severity.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { aPermutationTest } from '../../../helpers/held-out.ts'

describe('baselineVerdict of a model with a permutation test', () => {
  const judged = (q2: number | null, pAdjusted: number, ciLow = 0.05) =>
    baselineVerdict({
      maeGain: aStatistic(0.2, { ciLow: -0.1, ciHigh: 0.5 }),
      q2: aStatistic(q2, q2 === null ? {} : { ciLow: Math.min(q2, ciLow) }),
      permutation: { ...aPermutationTest, pAdjusted },
    })

  it('calls a model better when exchanged ratings seldom do as well, over all items, and it errs less than the mean', () => {
    expect(judged(0.2, 0.05)).toBe('better')
    expect(judged(0.2, 0.051)).toBe('not-clear')
    expect(judged(-0.01, 0.001)).toBe('not-clear')
    expect(judged(null, 0.001)).toBe('not-clear')
  })

  it('says that there is a relation, and no more, when the interval of Q² holds nought', () => {
    expect(judged(0.2, 0.05, 0)).toBe('related')
    expect(judged(0.2, 0.05, -0.3)).toBe('related')
    expect(judged(0.2, 0.051, -0.3)).toBe('not-clear')
  })
})

describe('baselineVerdict of a model that was fitted before there was a permutation test', () => {
  const judged = (ciLow: number | null, ciHigh: number | null) =>
    baselineVerdict({ maeGain: aStatistic(0.2, { ciLow, ciHigh }), q2: aStatistic(0.2), permutation: null })

  it('calls a model better only when the whole interval of its gain lies above zero', () => {
    expect(judged(0.01, 0.4)).toBe('better')
    expect(judged(-0.01, 0.4)).toBe('not-clear')
    expect(judged(0, 0.4)).toBe('not-clear')
  })

  it('never calls it worse, as models of no worth err more than the mean by construction', () => {
    expect(judged(-0.4, -0.01)).toBe('not-clear')
  })

  it('claims nothing without an interval', () => {
    expect(judged(null, null)).toBe('not-clear')
  })
})

describe('statisticSchema', () => {
  it('takes a whole interval around the value, or none', () => {
    expect(statisticSchema.safeParse(aStatistic(0.5)).success).toBe(true)
    const none = aStatistic(0.5, { ciLow: null, ciHigh: null, level: null })
    expect(statisticSchema.safeParse(none).success).toBe(true)
  })

  it.each([
    { ciLow: NaN, ciHigh: NaN },
    { ciLow: null },
    { ciHigh: null },
    { level: null },
    { ciLow: null, ciHigh: null },
    { ciLow: 0.6 },
    { ciHigh: 0.4 },
    { value: NaN },
    { value: null },
    { value: Infinity, ciHigh: Infinity },
  ])('refuses %o', (changes) => {
    expect(statisticSchema.safeParse(aStatistic(0.5, changes)).success).toBe(false)
  })
})

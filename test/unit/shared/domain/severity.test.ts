import { describe, expect, it } from 'vitest'
import { baselineVerdict, statisticSchema } from '#shared/domain/severity.ts'
import type { Statistic } from '#shared/domain/severity.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'

const gain = (ciLow: number | null, ciHigh: number | null): { maeGain: Statistic } => ({
  maeGain: aStatistic(0.2, { ciLow, ciHigh }),
})

describe('baselineVerdict', () => {
  it('calls a model better only when the whole interval of its gain lies above zero', () => {
    expect(baselineVerdict(gain(0.01, 0.4))).toBe('better')
    expect(baselineVerdict(gain(-0.01, 0.4))).toBe('not-clear')
    expect(baselineVerdict(gain(0, 0.4))).toBe('not-clear')
  })

  it('never calls it worse, as models of no worth err more than the mean by construction', () => {
    expect(baselineVerdict(gain(-0.4, -0.01))).toBe('not-clear')
  })

  it('claims nothing without an interval', () => {
    expect(baselineVerdict(gain(null, null))).toBe('not-clear')
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

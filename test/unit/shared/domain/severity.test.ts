import { describe, expect, it } from 'vitest'
import { baselineVerdict } from '#shared/domain/severity.ts'
import type { Statistic } from '#shared/domain/severity.ts'

const gain = (ciLow: number | null, ciHigh: number | null): { maeGain: Statistic } => ({
  maeGain: { value: 0.2, ciLow, ciHigh, level: 0.95, nPatients: 10, nSessions: 20, method: 'bootstrap' },
})

describe('baselineVerdict', () => {
  it('calls a model better only when the whole interval of its gain lies above zero', () => {
    expect(baselineVerdict(gain(0.01, 0.4))).toBe('better')
    expect(baselineVerdict(gain(-0.01, 0.4))).toBe('not-clear')
    expect(baselineVerdict(gain(0, 0.4))).toBe('not-clear')
  })

  it('calls it worse when the whole interval lies below zero', () => {
    expect(baselineVerdict(gain(-0.4, -0.01))).toBe('worse')
  })

  it('claims nothing without an interval', () => {
    expect(baselineVerdict(gain(null, null))).toBe('not-clear')
  })
})

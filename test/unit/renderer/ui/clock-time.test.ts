import { describe, expect, it } from 'vitest'
import { formatDay } from '../../../../src-renderer/ui/clock-time.ts'

const now = new Date(2026, 2, 2, 0, 30)
const utc = (...parts: [number, number, number, number]): string => new Date(...parts).toISOString()

describe('formatDay', () => {
  it('counts calendar days, not spans of 24 hours', () => {
    expect(formatDay(utc(2026, 2, 2, 0), now)).toBe('today')
    expect(formatDay(utc(2026, 2, 1, 23), now)).toBe('yesterday')
    expect(formatDay(utc(2026, 1, 27, 12), now)).toBe('3 days ago')
  })

  it('names the date of what is long past', () => {
    expect(formatDay(utc(2026, 0, 12, 9), now)).toBe('2026-01-12')
  })
})

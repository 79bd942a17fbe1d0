import { describe, expect, it } from 'vitest'
import { feasibilityNote, smallestDetectableCorrelation } from '#shared/domain/cohort-size.ts'

describe('smallestDetectableCorrelation', () => {
  it.each([
    [8, 0.85],
    [12, 0.73],
    [20, 0.59],
    [30, 0.49],
    [50, 0.39],
    [100, 0.28],
    [200, 0.2],
  ])('with %d patients is %d', (patients, expected) => {
    expect(smallestDetectableCorrelation(patients)).toBeCloseTo(expected, 2)
  })

  it('is not there for so few patients that z has no variance', () => {
    expect(smallestDetectableCorrelation(3)).toBeNull()
  })
})

describe('feasibilityNote', () => {
  it('calls a result of fewer than a hundred patients one, and says what they may miss', () => {
    expect(feasibilityNote(12)).toBe(
      'Feasibility result, as there are fewer than 100 patients: with 12, a correlation below about 0.73 is missed more often than in one of five studies.',
    )
    expect(feasibilityNote(99)).toMatch(/^Feasibility result/)
    expect(feasibilityNote(100)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { isCalendarDate, isVisitName, splitDatedName, visitKey } from '#shared/tables/visit-name.ts'

describe('visitKey', () => {
  it.each([
    ['V1', ['v01', 'Visit 1', 'visit_1', 'visit_1_arm_1', 'v-1']],
    ['week 4', ['W4', 'wk04', 'week_4_arm_2']],
    ['baseline', ['Baseline', 'BL', 'baseline_arm_1']],
    ['ses-01', ['session 1', 'S1']],
  ])('is the same for every way to write %s', (label, others) => {
    expect(new Set(others.map(visitKey))).toEqual(new Set([visitKey(label)]))
  })

  it('keeps visits apart that are not the same', () => {
    const labels = ['V1', 'V10', 'T1', 'M1', 'W1', 'baseline', 'follow-up', 'T0', 'V0']
    expect(new Set(labels.map(visitKey)).size).toBe(labels.length)
  })
})

describe('isVisitName', () => {
  it.each(['V1', 't0', 'M12', 'baseline', 'follow-up 2', 'ses-01', 'week_4_arm_1', 'post'])(
    'takes %s',
    (name) => {
      expect(isVisitName(name)).toBe(true)
    },
  )

  it.each(['P001', 'v', 'comment', 'V1234', 'anna', ''])('does not take “%s”', (name) => {
    expect(isVisitName(name)).toBe(false)
  })
})

describe('splitDatedName', () => {
  it('takes the date off and calls a bare date by itself', () => {
    expect(splitDatedName('2024-05-03_baseline')).toEqual({ visitDate: '2024-05-03', visitLabel: 'baseline' })
    expect(splitDatedName('2024-05-03')).toEqual({ visitDate: '2024-05-03', visitLabel: '2024-05-03' })
  })

  it('knows the calendar', () => {
    expect(['2024-02-29', '2023-02-29', '2024-04-31', '24-01-01'].map(isCalendarDate)).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

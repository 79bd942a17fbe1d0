import { describe, expect, it } from 'vitest'
import {
  captionStatusText,
  formatSavedTime,
} from '../../../../../src-renderer/features/review/caption-status.ts'

const now = new Date(2026, 2, 2, 15, 0, 0)
const saved = new Date(2026, 2, 2, 14, 2, 11).toISOString()
const state = { text: 'x', savedUtc: saved, message: null }

describe('captionStatusText', () => {
  it('names the local time of the confirmed save', () => {
    expect(captionStatusText({ ...state, status: 'saved' }, now)).toBe('saved 14:02:11')
  })

  it.each([
    ['empty', 'nothing written yet'],
    ['editing', 'editing…'],
    ['saving', 'saving…'],
    ['failed', 'not saved'],
  ] as const)('never says saved while the draft is %s', (status, text) => {
    expect(captionStatusText({ ...state, status }, now)).toBe(text)
  })
})

it('adds the day to a time that is not of today', () => {
  expect(formatSavedTime(saved, new Date(2026, 2, 3))).toBe('2026-03-02 14:02:11')
})

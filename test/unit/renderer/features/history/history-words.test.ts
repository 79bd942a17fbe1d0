import { expect, it } from 'vitest'
import {
  hiddenWords,
  noteOf,
  reportSentence,
  valueOf,
  whatOf,
  whoOf,
} from '../../../../../src-renderer/features/history/history-words.ts'
import type { ToldEntry } from '#shared/domain/journal.ts'

const change = { what: 'score', before: '3', after: null, isHidden: false }
const entry: ToldEntry = {
  ...{ id: 1, uid: 'a', madeUtc: '2024-05-03T10:00:00.000Z', rater: 'AB', kind: 'scores', label: 'a score' },
  ...{ step: 'do', isTakenBack: false, isMigrated: false, changes: [change], total: 1 },
}

it('an entry is told in words: who, what, old, new and what became of it', () => {
  expect([whoOf(entry), whatOf(entry), noteOf(entry)]).toEqual(['AB', 'a score', ''])
  expect([valueOf(entry, 'before'), valueOf(entry, 'after')]).toEqual(['3', '–'])
  expect(whoOf({ ...entry, rater: null })).toBe('the program')
  expect(whatOf({ ...entry, step: 'undo' })).toBe('undone: a score')
  expect(whatOf({ ...entry, label: null })).toBe('erased by a removal')
  expect(noteOf({ ...entry, isTakenBack: true, isMigrated: true })).toBe(
    'undone since, from before the journal',
  )
  expect(noteOf({ ...entry, step: 'undo', isTakenBack: true })).toBe('done again since')
})

it('of several changes the first is told and how many more there are, and of hidden ones that they are hidden', () => {
  expect(valueOf({ ...entry, total: 2001 }, 'before')).toBe('3 and 2,000 more')
  expect(valueOf({ ...entry, changes: [], total: null }, 'after')).toBe('many')
  expect(valueOf({ ...entry, changes: [], total: 0 }, 'after')).toBe('')
  const hidden = { ...change, before: null, isHidden: true }
  expect(valueOf({ ...entry, changes: [hidden] }, 'before')).toBe(hiddenWords)
})

it('a check is told in one sentence', () => {
  const report = { entries: 12, erased: 0, devices: 1, problems: [] }
  expect(reportSentence(report)).toBe(
    '12 entries: each is as it was written, and the study holds what they say.',
  )
  expect(reportSentence({ ...report, erased: 2, problems: ['a'] })).toBe(
    '12 entries, 2 of them erased by removals: 1 problem found.',
  )
})

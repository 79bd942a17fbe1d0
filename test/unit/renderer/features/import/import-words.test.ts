import { describe, expect, it } from 'vitest'
import {
  confirmWords,
  countWords,
  writtenBy,
} from '../../../../../src-renderer/features/import/import-words.ts'
import { fakeImportPlan } from '../../../../helpers/fake-study.ts'

const none = { new: 0, known: 0, changed: 0, refused: 0 }

describe('what an import says before it is confirmed', () => {
  it('counts only what is there', () => {
    expect(countWords({ ...none, new: 4, refused: 1 })).toBe('4 new, 1 refused')
    expect(countWords(none)).toBe('none')
  })

  it('adds up what would be written', () => {
    expect(writtenBy(fakeImportPlan)).toBe(5 + 1 + 8 + 7 + 1)
  })

  it('names on the button what happens', () => {
    expect(confirmWords(fakeImportPlan)).toBe('Import 6 videos')
    const tablesOnly = { ...fakeImportPlan, videos: { ...none, known: 9 } }
    expect(confirmWords(tablesOnly)).toBe('Import captions and scores')
    expect(confirmWords({ ...tablesOnly, captions: none, scores: none })).toBe('Nothing to import')
  })
})

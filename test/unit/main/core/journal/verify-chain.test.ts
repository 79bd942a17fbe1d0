import { describe, expect, it } from 'vitest'
import { verifyChain } from '#core/journal/verify-chain.ts'
import type { ChainedEntry } from '#core/journal/verify-chain.ts'
import { aJournal } from '../../../../helpers/a-journal.ts'

function aChain() {
  const { put, entries } = aJournal()
  for (const text of ['one', 'two', 'three']) put('a', text)
  put('b', 'by another', 'CD')
  return { stored: [...entries.all()], heads: entries.heads() }
}

const changed = (stored: readonly ChainedEntry[], index: number, change: Partial<ChainedEntry>) =>
  stored.map((entry, at) => (at === index ? { ...entry, ...change } : entry))

describe('a chain of entries', () => {
  it('that nobody touched has no problem', () => {
    const { stored, heads } = aChain()
    expect(verifyChain(stored, heads)).toEqual({ entries: 4, erased: 0, problems: [] })
  })

  it.each<[string, Partial<ChainedEntry>]>([
    [
      'its text',
      { changes: '[{"entity":"note","key":["a"],"before":{"text":"one"},"after":{"text":"twO"}}]' },
    ],
    ['its label', { label: 'note b' }],
    ['its salt', { salt: '0'.repeat(32) }],
    ['who made it', { rater: 'CD' }],
    ['when it was made', { madeUtc: '2024-05-03T10:00:02.000Z' }],
    ['what it was', { action: 'note.writE' }],
    ['what it takes back', { takesBack: 'another' }],
    ['its gesture', { batch: 'another' }],
    ['its uid', { uid: 'another' }],
    ['its hash', { hash: 'f'.repeat(64) }],
    ['the hash of its text', { changesSha: 'f'.repeat(64) }],
  ])('shows when %s was changed', (_, change) => {
    const { stored, heads } = aChain()
    const { problems } = verifyChain(changed(stored, 1, change), heads)
    expect(problems[0]?.entry).toBe(2)
  })

  it('shows when one is missing within it, or at its end', () => {
    const { stored, heads } = aChain()
    expect(
      verifyChain(
        stored.filter(({ id }) => id !== 2),
        heads,
      ).problems[0],
    ).toMatchObject({ entry: 3 })
    expect(
      verifyChain(
        stored.filter(({ id }) => id !== 3),
        heads,
      ).problems,
    ).toEqual([{ entry: null, message: expect.stringContaining('missing at the end') as string }])
  })

  it('stays verifiable when texts were erased', () => {
    const { stored, heads } = aChain()
    const blanked = changed(stored, 1, { label: null, salt: null, changes: null })
    expect(verifyChain(blanked, heads)).toEqual({ entries: 4, erased: 1, problems: [] })
  })
})

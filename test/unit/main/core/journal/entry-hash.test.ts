import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { changesHash, entryHash } from '#core/journal/entry-hash.ts'

const entry = {
  ...{ uid: 'u', device: 'd', seq: 12, madeUtc: '2024-05-03', rater: 'Ä', action: 'a', step: 'do' },
  ...{ batch: null, takesBack: null, changesSha: 'c' },
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

it('is a SHA-256 over each part with its length in bytes, a dash for none', () => {
  expect(entryHash(null, entry)).toBe(sha256('-1:u1:d2:1210:2024-05-032:Ä1:a2:do--1:c'))
  expect(entryHash('h', entry)).toBe(sha256('1:h1:u1:d2:1210:2024-05-032:Ä1:a2:do--1:c'))
  expect(changesHash({ salt: '00', label: 'é', changes: '[]' })).toBe(sha256('2:002:é2:[]'))
})

it('tells apart what would be the same text in a row', () => {
  expect(changesHash({ salt: '00', label: 'ab', changes: 'c' })).not.toBe(
    changesHash({ salt: '00', label: 'a', changes: 'bc' }),
  )
})

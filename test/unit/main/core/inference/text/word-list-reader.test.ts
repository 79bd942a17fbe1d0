import { expect, test } from 'vitest'
import { openWordList } from '#core/inference/text/word-list-reader.ts'
import type { WordListFile } from '#core/inference/text/word-list-file.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const words: WordListFile = {
  formatVersion: 1,
  language: 'en',
  labels: ['up', 'down'],
  entries: [{ phrases: ['rises'], shares: { up: 1 } }],
  head: {
    weights: [
      [1, 2],
      [3, 4],
    ],
    bias: [5, 6],
  },
}
const text = { kind: 'word-list' as const, file: 'words.json', labels: ['up', 'down'] }

function open(list: unknown) {
  const folder = tempFolder()
  writeFiles(folder, { 'words.json': typeof list === 'string' ? list : JSON.stringify(list) })
  return openWordList(folder, { id: 'a-pack', embeddingDim: 2, text })
}

test('sentences are read in order, each as the list maps it', async () => {
  const [up, other] = await open(words).read(['It rises', 'It falls'])
  expect(up).toMatchObject({ reading: { kind: 'mapped' }, embedding: Float32Array.of(1, 2), bias: 5 })
  expect(other).toMatchObject({
    reading: { kind: 'refused', sentence: 'It falls' },
    embedding: null,
  })
})

test.each([
  ['is not JSON', '{', 'not usable'],
  ['is something else', [], 'not usable'],
  ['has no entries', { ...words, entries: [] }, 'not usable'],
  ['has a row too few', { ...words, head: { ...words.head, weights: [[1, 2]] } }, 'not usable'],
  ['has a bias too few', { ...words, head: { ...words.head, bias: [5] } }, 'not usable'],
  ['is for another net', { ...words, head: { weights: [[1], [2]], bias: [1, 2] } }, 'for another net'],
])('a list that %s is refused with a sentence', (_, list, sentence) => {
  expect(() => open(list)).toThrow(
    expect.objectContaining({
      code: 'pack-invalid',
      message: expect.stringMatching(`The word list of the model pack a-pack is ${sentence}`) as string,
    }),
  )
})

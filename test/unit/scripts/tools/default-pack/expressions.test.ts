import { expect, test } from 'vitest'
import { createWordListReader } from '#core/inference/text/word-list.ts'
import {
  expressionLabels,
  expressionSentences,
} from '../../../../../scripts/tools/default-pack/expressions.ts'
import { expressionWords } from '../../../../../scripts/tools/default-pack/expression-words.ts'

const reader = createWordListReader({
  formatVersion: 1,
  language: 'en',
  labels: [...expressionLabels],
  entries: expressionWords.map(({ phrases, shares }) => ({ phrases: [...phrases], shares: { ...shares } })),
  head: { weights: expressionLabels.map(() => [0]), bias: expressionLabels.map(() => 0) },
})

test.each(expressionLabels)('the sentence for %s points at that label and no other', (label) => {
  const { reading } = reader.read(expressionSentences[label])
  expect(reading).toMatchObject({ kind: 'mapped', mixture: [{ label, share: 1 }] })
})

test('shares of every entry sum to 1', () => {
  for (const { shares, phrases } of expressionWords) {
    const sum = Object.values(shares).reduce((total, share) => total + share, 0)
    expect(sum, phrases[0]).toBeCloseTo(1, 12)
  }
})

test('no phrase is in the list twice', () => {
  const phrases = expressionWords.flatMap((entry) => entry.phrases)
  expect(phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index)).toEqual([])
})

test('every phrase of the list is found in a sentence that holds it', () => {
  for (const { phrases, shares } of expressionWords) {
    for (const phrase of phrases) {
      const { reading } = reader.read(`She shows ${phrase} today.`)
      const labels = reading.kind === 'mapped' ? reading.mixture.map(({ label }) => label).sort() : []
      expect(labels, phrase).toEqual(Object.keys(shares).sort())
    }
  }
})

test.each([
  ['The eyes are wide open', ['fearful', 'surprised']],
  ['A broad grin', ['happy']],
  ['He is close to tears, the corners of his mouth turned down', ['sad']],
  ['No smile, no tears, a blank stare', ['neutral']],
  ['The patient does not look happy but worried', ['fearful']],
])('“%s” is read as a clinician means it', (sentence, labels) => {
  const { reading } = reader.read(sentence)
  expect(reading.kind === 'mapped' && reading.mixture.map(({ label }) => label).sort()).toEqual(labels)
})

import { describe, expect, test } from 'vitest'
import { createWordListReader } from '#core/inference/text/word-list.ts'
import type { WordListFile } from '#core/inference/text/word-list-file.ts'

const file: WordListFile = {
  formatVersion: 1,
  language: 'en',
  labels: ['neutral', 'happy', 'sad'],
  entries: [
    { phrases: ['calm', 'no expression', 'lack expression'], shares: { neutral: 1 } },
    { phrases: ['smile', 'smiling', 'happy', 'corners mouth raised', "crow's feet"], shares: { happy: 1 } },
    { phrases: ['tears', 'sad', 'corners mouth turned down'], shares: { sad: 1 } },
    { phrases: ['bored'], shares: { neutral: 0.6, sad: 0.4 } },
  ],
  head: {
    weights: [
      [1, 0],
      [0, 2],
      [4, 4],
    ],
    bias: [0.5, 1, 2],
  },
}
const reader = createWordListReader(file)

function read(sentence: string): { shares: Record<string, number>; words: string[] } {
  const { reading } = reader.read(sentence)
  if (reading.kind !== 'mapped') throw new Error(`“${sentence}” was ${reading.kind}`)
  return {
    shares: Object.fromEntries(reading.mixture.map(({ label, share }) => [label, share])),
    words: reading.matches.map(({ word }) => word),
  }
}
const reasonOf = (sentence: string): string | null => {
  const { reading } = reader.read(sentence)
  return reading.kind === 'refused' ? reading.reason : null
}

describe('finding words', () => {
  test('known words become a mixture of labels, shown in the words of the sentence', () => {
    expect(read('Smiling through her Tears!')).toEqual({
      shares: { happy: 0.5, sad: 0.5 },
      words: ['Smiling', 'Tears'],
    })
    expect(read('A bored face')).toEqual({ shares: { neutral: 0.6, sad: 0.4 }, words: ['bored'] })
  })

  test('little words between the words of a phrase are passed over', () => {
    expect(read('The corners of his mouth are slightly turned down.').shares).toEqual({ sad: 1 })
    expect(read('corners of the mouth raised').words).toEqual(['corners of the mouth raised'])
  })

  test('hyphens, apostrophes and case make no difference', () => {
    expect(read('mouth-corners, CROW’S FEET').words).toEqual(['CROW’S FEET'])
  })

  test('a word inside another word is not that word', () => {
    expect(reasonOf('Unhappy and saddened')).not.toBeNull()
  })
})

describe('words that are denied', () => {
  test.each([
    ['Not happy but sad', { sad: 1 }],
    ['There is no smile, there are tears', { sad: 1 }],
    ["She isn't smiling; sad", { sad: 1 }],
    ['Without a smile and with tears', { sad: 1 }],
  ])('%s', (sentence, shares) => {
    expect(read(sentence).shares).toEqual(shares)
  })

  test('are shown without a label, so that the user sees they were read', () => {
    const { reading } = reader.read('No smile, but tears')
    expect(reading).toMatchObject({
      matches: [
        { word: 'not: smile', labels: [] },
        { word: 'tears', labels: ['sad'] },
      ],
    })
  })

  test('a phrase that says itself what is missing is found before its denial', () => {
    expect(read('A face with no expression').shares).toEqual({ neutral: 1 })
    expect(read('lack of expression').shares).toEqual({ neutral: 1 })
  })

  test('alone, they are refused: what is not there leaves open what is', () => {
    expect(reasonOf('No smile at all')).toContain('only says what is not there (smile)')
  })
})

describe('refusing', () => {
  test('a sentence without a known word is refused with the labels and the way out', () => {
    const reason = reasonOf('A man with a blue hat')
    expect(reason).toContain('3 expressions (neutral, happy, sad)')
    expect(reason).toContain('EmoCLIP pack')
    expect(reader.read('A man with a blue hat').embedding).toBeNull()
  })

  test('so is an empty one', () => {
    expect(reasonOf('  ')).not.toBeNull()
  })
})

test('the embedding is the same mixture of the last layer’s rows, and of its biases', () => {
  const { embedding, bias } = reader.read('Smiling through tears')
  expect(embedding).toEqual(Float32Array.of(2, 3))
  expect(bias).toBe(1.5)
})

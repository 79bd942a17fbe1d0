import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextEmbedding } from '#core/inference/host/client.ts'
import { comparePrompts, logitsOf, softmax } from '#core/inference/postprocess/compare-prompts.ts'

function text(embedding: readonly number[], bias = 0): TextEmbedding {
  const reading = { kind: 'embedded' as const, sentence: 'x', tokenCount: 1 }
  return { reading, embedding: Float32Array.from(embedding), bias }
}

test('a linear pack adds the bias and divides by the temperature', () => {
  const probabilities = comparePrompts({
    embeddings: Float32Array.of(1, 2),
    dim: 2,
    texts: [text([3, 4], 1), text([0, 0], 4)],
    compare: { kind: 'linear', temperature: 2 },
  })
  // (1*3 + 2*4 + 1) / 2 = 6 against 4 / 2 = 2
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-4)), 12)
})

test('a cosine pack knows directions only', () => {
  const compare = { kind: 'cosine' as const, scale: 10 }
  const texts = [text([1, 0]), text([0, 1])]
  const short = comparePrompts({ embeddings: Float32Array.of(0.3, 0.4), dim: 2, texts, compare })
  const long = comparePrompts({ embeddings: Float32Array.of(3, 4), dim: 2, texts, compare })
  expect(short[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6)
  expect(long[1]).toBeCloseTo(short[1] ?? Number.NaN, 6)
})

test('logits of a linear pack are (v . t + bias) / temperature, one row per embedding', () => {
  const logits = logitsOf({
    embeddings: Float32Array.of(1, 2, -1, 0),
    dim: 2,
    texts: [text([3, 4], 1), text([0, 0], 4)],
    compare: { kind: 'linear', temperature: 2 },
  })
  expect([...logits]).toEqual([6, 2, -1, 2])
})

test('logits of a cosine pack lie within its scale, and an embedding of zeros has none', () => {
  const logits = logitsOf({
    embeddings: Float32Array.of(3, 4, 0, 0),
    dim: 2,
    texts: [text([6, 8]), text([-3, -4]), text([0, 0])],
    compare: { kind: 'cosine', scale: 100 },
  })
  expect([...logits].map((logit) => Math.round(logit * 1e9) / 1e9)).toEqual([100, -100, 0, 0, 0, 0])
})

test('probabilities are the softmax of the logits, row by row', () => {
  const number = fc.float({ min: -4, max: 4, noNaN: true })
  const vector = fc.array(number, { minLength: 3, maxLength: 3 })
  const compares = fc.constantFrom(
    { kind: 'linear' as const, temperature: 2.5 },
    { kind: 'cosine' as const, scale: 30 },
  )
  fc.assert(
    fc.property(
      fc.array(vector, { minLength: 1, maxLength: 4 }),
      fc.array(vector, { minLength: 2, maxLength: 5 }),
      compares,
      (rows, sentences, compare) => {
        const embeddings = Float32Array.from(rows.flat())
        const comparison = {
          embeddings,
          dim: 3,
          texts: sentences.map((values) => text(values, 0.5)),
          compare,
        }
        const logits = Array.from(logitsOf(comparison))
        const expected = rows.flatMap((_, row) =>
          softmax(logits.slice(row * sentences.length, (row + 1) * sentences.length)),
        )
        expect(Array.from(comparePrompts(comparison))).toEqual(expected)
      },
    ),
  )
})

test('each frame has its own row', () => {
  const probabilities = comparePrompts({
    embeddings: Float32Array.of(1, 0, 0, 1),
    dim: 2,
    texts: [text([9, 0]), text([0, 9])],
    compare: { kind: 'linear', temperature: 1 },
  })
  expect(probabilities).toHaveLength(4)
  expect(probabilities[0]).toBeGreaterThan(0.99)
  expect(probabilities[3]).toBeGreaterThan(0.99)
})

test('a refused sentence is an error with the reason', () => {
  const refused: TextEmbedding = {
    reading: { kind: 'refused', sentence: 'A blue hat', reason: 'Unknown words.' },
    embedding: null,
    bias: 0,
  }
  const compare = { kind: 'linear' as const, temperature: 1 }
  expect(() =>
    comparePrompts({ embeddings: new Float32Array(2), dim: 2, texts: [text([1, 1]), refused], compare }),
  ).toThrow(
    expect.objectContaining({ code: 'prompt-unknown-words', message: '“A blue hat”: Unknown words.' }),
  )
})

test('an embedding of another net is refused', () => {
  const compare = { kind: 'linear' as const, temperature: 1 }
  expect(() =>
    comparePrompts({ embeddings: new Float32Array(3), dim: 3, texts: [text([1, 1])], compare }),
  ).toThrow(RangeError)
  expect(() => comparePrompts({ embeddings: new Float32Array(4), dim: 3, texts: [], compare })).toThrow(
    RangeError,
  )
})

test('probabilities sum to 1 and keep the order of the logits, however large', () => {
  const logit = fc.double({ min: -5000, max: 5000, noNaN: true })
  fc.assert(
    fc.property(fc.array(logit, { minLength: 2, maxLength: 9 }), (logits) => {
      const probabilities = softmax(logits)
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
      const top = logits.indexOf(Math.max(...logits))
      expect(probabilities[top]).toBe(Math.max(...probabilities))
    }),
  )
})

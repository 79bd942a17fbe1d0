import type { ClipTextPack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { TextEmbedding } from '../host/client.ts'

export interface PromptComparison {
  /** One clip's embedding, or one per frame: Float32[n * dim]. */
  readonly embeddings: Float32Array
  readonly dim: number
  /** One per class. */
  readonly texts: readonly TextEmbedding[]
  readonly compare: ClipTextPack['compare']
}

/**
 * Logits of the classes, Float64[n * texts.length]. Computed in double, in a fixed order. Throws AppError
 * `prompt-unknown-words` when the pack refused a sentence.
 */
export function logitsOf({ embeddings, dim, texts, compare }: PromptComparison): Float64Array {
  const rows = embeddings.length / dim
  if (!Number.isInteger(rows)) throw new RangeError(`${embeddings.length} values are no rows of ${dim}`)
  const directions = texts.map((text) => directionOf(text, dim))
  const textNorms = directions.map((direction) => norm(direction, 0, dim))
  const logits = new Float64Array(rows * texts.length)
  for (let row = 0; row < rows; row++) {
    const rowNorm = compare.kind === 'cosine' ? norm(embeddings, row * dim, dim) : 1
    for (const [index, direction] of directions.entries()) {
      const product = dot(embeddings, row * dim, direction)
      logits[row * texts.length + index] =
        compare.kind === 'cosine'
          ? (compare.scale * product) / Math.max(rowNorm * (textNorms[index] ?? 0), Number.MIN_VALUE)
          : (product + (texts[index]?.bias ?? 0)) / compare.temperature
    }
  }
  return logits
}

/** Probabilities of the classes, Float64[n * texts.length], each row summing to 1. Throws like `logitsOf`. */
export function comparePrompts(comparison: PromptComparison): Float64Array {
  const logits = logitsOf(comparison)
  const count = comparison.texts.length
  const probabilities = new Float64Array(logits.length)
  for (let start = 0; start < logits.length; start += count) {
    probabilities.set(softmax(Array.from(logits.subarray(start, start + count))), start)
  }
  return probabilities
}

/** Sums to 1; the largest logit is taken off first, so that none overflows. */
export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

function directionOf({ embedding, reading }: TextEmbedding, dim: number): Float32Array {
  if (embedding === null) {
    const reason = reading.kind === 'refused' ? reading.reason : 'The model cannot read it.'
    throw new AppError('prompt-unknown-words', `“${reading.sentence}”: ${reason}`)
  }
  if (embedding.length !== dim)
    throw new RangeError(`a text of ${embedding.length} numbers instead of ${dim}`)
  return embedding
}

function dot(a: Float32Array, offset: number, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < b.length; i++) sum += (a[offset + i] ?? 0) * (b[i] ?? 0)
  return sum
}

function norm(values: Float32Array, offset: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += (values[offset + i] ?? 0) ** 2
  return Math.sqrt(sum)
}

import type { Precision } from '#shared/domain/pack.ts'

/** How far two sets of the same numbers are apart. */
export interface EmbeddingDistance {
  /** Largest difference as a share of the largest expected value. */
  readonly deviation: number
  readonly cosine: number
}

/** NaN where a value is no number or endless, or where lengths differ. */
export function distanceOf(actual: ArrayLike<number>, expected: ArrayLike<number>): EmbeddingDistance {
  if (actual.length !== expected.length) return { deviation: Number.NaN, cosine: Number.NaN }
  let difference = 0
  let largest = 0
  let product = 0
  let squares = 0
  let expectedSquares = 0
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN]
    const apart = Math.abs(a - b)
    if (!Number.isFinite(apart)) return { deviation: Number.NaN, cosine: Number.NaN }
    difference = Math.max(difference, apart)
    largest = Math.max(largest, Math.abs(b))
    product += a * b
    squares += a * a
    expectedSquares += b * b
  }
  const norms = Math.sqrt(squares) * Math.sqrt(expectedSquares)
  return {
    deviation: largest === 0 ? difference : difference / largest,
    // Nothing but zeros has no direction.
    cosine: norms === 0 ? 0 : product / norms,
  }
}

export function farthest(distances: readonly EmbeddingDistance[]): EmbeddingDistance {
  return {
    deviation: Math.max(...distances.map(({ deviation }) => deviation)),
    cosine: Math.min(...distances.map(({ cosine }) => cosine)),
  }
}

/**
 * What a precision may deviate from full precision on the CPU: `fp32` on another device by the order of its
 * sums, `fp16` and `int8` by their coarser numbers, for which the direction of an embedding is what counts.
 */
const LIMITS: Readonly<Record<Precision, EmbeddingDistance>> = {
  fp32: { deviation: 2e-3, cosine: 0.99999 },
  fp16: { deviation: 5e-2, cosine: 0.9995 },
  int8: { deviation: 2e-1, cosine: 0.99 },
}

export function isWithinLimits({ deviation, cosine }: EmbeddingDistance, precision: Precision): boolean {
  const limit = LIMITS[precision]
  return deviation <= limit.deviation && cosine >= limit.cosine
}

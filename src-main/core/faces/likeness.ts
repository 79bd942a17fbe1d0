import { FACE_EMBEDDING_DIM } from './types.ts'
import type { Track } from './types.ts'

/**
 * Two mean directions nearer than this are one person's. dlib's own limit, 0.6 on numbers of length 1.35 to 1.52,
 * is 0.42 here. Measured on the 23 faces of the recogniser's package: one woman in two photographs 0.28; the same
 * faces at half to a quarter of the size, brighter, darker, mirrored or turned 0.04 to 0.19 in the median; 250
 * of 252 pairs of different people 0.39 to 0.7, the other two 0.38. The limit lies below all of those: a person
 * who is found as two can be joined by hand, but two who are taken for one would be mixed unseen.
 */
export const SAME_PERSON_DISTANCE = 0.34

/** Euclidean distance of two unit vectors, 0 to 2. */
export function faceDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum)
}

/** Whether two mean directions are taken for one person's. */
export const isSamePerson = (a: Float32Array, b: Float32Array): boolean =>
  faceDistance(a, b) <= SAME_PERSON_DISTANCE

/** Adds up directions; weights count as so many of them. */
export interface MeanDirection {
  add(direction: Float32Array, weight?: number): void
  /** Unit length; null before anything was added. */
  value(): Float32Array | null
}

export function createMeanDirection(): MeanDirection {
  const sums = new Float64Array(FACE_EMBEDDING_DIM)
  let mean: Float32Array | null = null
  let isKnown = false
  return {
    add(direction, weight = 1) {
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + weight * (direction[i] ?? 0)
      isKnown = true
      mean = null
    },
    value() {
      if (!isKnown || mean !== null) return mean
      // Plain loops: it is asked for with every face of an hour.
      let squares = 0
      for (let i = 0; i < sums.length; i++) squares += (sums[i] ?? 0) ** 2
      mean = new Float32Array(sums.length)
      for (let i = 0; i < sums.length; i++) mean[i] = (sums[i] ?? 0) / Math.sqrt(squares)
      return mean
    },
  }
}

/** Mean direction over tracks, each weighted by its frames, unit length; null when none is known. */
export function personEmbedding(tracks: readonly Track[]): Float32Array | null {
  const mean = createMeanDirection()
  for (const { embedding, times } of tracks) if (embedding !== null) mean.add(embedding, times.length)
  return mean.value()
}

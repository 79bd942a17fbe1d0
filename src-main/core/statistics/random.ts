/** Uniform on [0, 1), 32 bits fine. The same seed gives the same numbers on every machine and engine. */
export type Random = () => number

const STEP = 0x9e3779b9
const WARM_UP = 12

/**
 * The generator sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, integer arithmetic only, so that a
 * bootstrap interval is the same to the last digit wherever it is computed. Not for secrets.
 */
export function createRandom(seed: number): Random {
  let a = seed | 0
  let b = Math.imul(seed ^ 0x5bd1e995, STEP) | 0
  let c = (seed + STEP) | 0
  let counter = 1
  const next: Random = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  // Seeds that differ in one bit start alike; a few rounds mix them through the whole state.
  for (let round = 0; round < WARM_UP; round++) next()
  return next
}

/** A whole number from 0 up to, not including, `below`. */
export function randomIndex(random: Random, below: number): number {
  return Math.floor(random() * below)
}

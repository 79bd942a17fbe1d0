import { expect, test } from 'vitest'
import { createRandom, randomIndex } from '#core/statistics/random.ts'

test('gives the same numbers for the same seed and others for another', () => {
  const draw = (seed: number): number[] => {
    const random = createRandom(seed)
    return Array.from({ length: 5 }, random)
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})

test('keeps its first numbers, on which stored intervals rest', () => {
  const random = createRandom(1)
  expect(Array.from({ length: 3 }, () => Math.floor(random() * 2 ** 32))).toEqual([
    673709964, 2360724687, 2640418233,
  ])
})

test('fills ten bins evenly', () => {
  const random = createRandom(7)
  const bins = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 100_000; draw++) {
    const bin = randomIndex(random, 10)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  // Chi-squared with 9 degrees of freedom: 27.9 is passed once in a thousand.
  const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquared).toBeLessThan(27.9)
})

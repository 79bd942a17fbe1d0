import { expect, test } from 'vitest'
import { distanceOf, farthest, isWithinLimits } from '#core/inference/engine/embedding-distance.ts'
import type { Precision } from '#shared/domain/pack.ts'

test('the deviation is a share of the largest expected value', () => {
  const { deviation, cosine } = distanceOf([1, -9.9], [1.2, -10])
  expect(deviation).toBeCloseTo(0.02, 12)
  expect(cosine).toBeCloseTo((1.2 + 99) / Math.sqrt((1 + 98.01) * (1.44 + 100)), 12)
})

test('the same numbers are no distance apart', () => {
  expect(distanceOf([3, -4], [3, -4])).toEqual({ deviation: 0, cosine: 1 })
})

test.each([
  ['a value that is no number', [1, Number.NaN]],
  // It would be written down as a number of a trial, which JSON has no way to.
  ['an endless value', [1, Number.POSITIVE_INFINITY]],
  ['another length', [1]],
])('%s is no distance', (_, actual) => {
  expect(distanceOf(actual, [1, 2])).toEqual({ deviation: Number.NaN, cosine: Number.NaN })
})

test('nothing but zeros is as far as can be, and points nowhere', () => {
  expect(distanceOf([0, 0], [3, -4])).toEqual({ deviation: 1, cosine: 0 })
})

test('of several, the farthest counts, each number by itself', () => {
  const apart = [
    { deviation: 0.1, cosine: 0.9 },
    { deviation: 0.3, cosine: 0.99 },
  ]
  expect(farthest(apart)).toEqual({ deviation: 0.3, cosine: 0.9 })
  expect(farthest([...apart, distanceOf([], [1])]).deviation).toBeNaN()
})

test.each<[Precision, number, number]>([
  ['fp32', 2e-3, 0.99999],
  ['fp16', 5e-2, 0.9995],
  ['int8', 2e-1, 0.99],
])('%s may deviate by %d and turn to a cosine of %d', (precision, deviation, cosine) => {
  expect(isWithinLimits({ deviation, cosine }, precision)).toBe(true)
  expect(isWithinLimits({ deviation: deviation * 1.01, cosine: 1 }, precision)).toBe(false)
  expect(isWithinLimits({ deviation: 0, cosine: cosine - 1e-5 }, precision)).toBe(false)
  expect(isWithinLimits({ deviation: Number.NaN, cosine: Number.NaN }, precision)).toBe(false)
})

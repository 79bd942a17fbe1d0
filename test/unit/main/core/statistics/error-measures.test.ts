import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanAbsoluteError, rootMeanSquaredError } from '#core/statistics/error-measures.ts'

test('measures errors in points of the scale', () => {
  expect(meanAbsoluteError([1, 2, 6], [2, 2, 3])).toBeCloseTo(4 / 3, 12)
  expect(rootMeanSquaredError([1, 2, 6], [2, 2, 3])).toBeCloseTo(Math.sqrt(10 / 3), 12)
})

test('is null without pairs', () => {
  expect(meanAbsoluteError([], [])).toBeNull()
  expect(rootMeanSquaredError([], [])).toBeNull()
})

test('never has a root mean squared error below the mean absolute error', () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
      const x = pairs.map(([value]) => value)
      const y = pairs.map(([, value]) => value)
      expect(rootMeanSquaredError(x, y) ?? NaN).toBeGreaterThanOrEqual(
        (meanAbsoluteError(x, y) ?? NaN) - 1e-12,
      )
    }),
  )
})

import { expect, test } from 'vitest'
import { fQuantile, incompleteBeta } from '#shared/stats/f-distribution.ts'

test.each([
  // Upper 5 % and 2.5 % points as in any printed table of F.
  [0.95, 1, 10, 4.965],
  [0.95, 5, 15, 2.901],
  [0.975, 5, 15, 3.576],
  [0.975, 15, 5, 6.428],
  [0.975, 1, 1, 647.789],
  [0.5, 7, 7, 1],
])('puts the %d point of F with %d and %d degrees of freedom at %d', (share, df1, df2, value) => {
  expect(fQuantile(share, df1, df2)).toBeCloseTo(value, 3)
})

test('swaps degrees of freedom with the reciprocal', () => {
  expect(fQuantile(0.9, 4, 11.5) * fQuantile(0.1, 11.5, 4)).toBeCloseTo(1, 9)
})

test('has an incomplete beta function that is the binomial tail at whole numbers', () => {
  // P(X >= 3) of 5 fair tosses.
  expect(incompleteBeta(0.5, 3, 3)).toBeCloseTo(0.5, 14)
  expect(incompleteBeta(0.3, 3, 3)).toBeCloseTo(0.16308, 12)
  expect(incompleteBeta(0, 3, 3)).toBe(0)
  expect(incompleteBeta(1, 3, 3)).toBe(1)
})

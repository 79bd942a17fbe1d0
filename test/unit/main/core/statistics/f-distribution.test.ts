import { expect, test } from 'vitest'
import { fQuantile } from '#core/statistics/f-distribution.ts'

test.each([
  // As printed by qf of R 4.2.2, and the same by mpmath 1.3 with 30 digits.
  [0.95, 1, 10, 4.96460274373071],
  [0.95, 5, 15, 2.90129453623616],
  [0.975, 5, 15, 3.57641534927906],
  [0.975, 15, 5, 6.42772816707878],
  [0.975, 1, 1, 647.789011477844],
  [0.5, 7, 7, 1],
  [0.025, 11, 8.4, 0.275366377292481],
  [0.975, 7, 1.25, 257.842725458336],
  [0.975, 199, 312.75, 1.28194841262816],
  [0.995, 2.5, 29, 5.73975631639726],
])('puts the %d point of F with %d and %d degrees of freedom at %d', (share, df1, df2, value) => {
  const quantile = fQuantile(share, df1, df2) ?? NaN
  expect(Math.abs(quantile / value - 1)).toBeLessThan(1e-12)
})

test('swaps degrees of freedom with the reciprocal', () => {
  expect((fQuantile(0.9, 4, 11.5) ?? NaN) * (fQuantile(0.1, 11.5, 4) ?? NaN)).toBeCloseTo(1, 12)
})

test('has no value below one degree of freedom, where the tail overflows', () => {
  expect(fQuantile(0.975, 5, 0.99)).toBeNull()
  expect(fQuantile(0.975, 0.05, 5)).toBeNull()
  expect(fQuantile(0.975, 5, NaN)).toBeNull()
})

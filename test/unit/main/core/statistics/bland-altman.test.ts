import { expect, test } from 'vitest'
import { halfWidthsOfLimits, limitsOfAgreement } from '#core/statistics/bland-altman.ts'
import { miniMeter, wrightMeter } from './peak-flow.ts'

test('gives bias and limits of agreement as Bland and Altman 1986 print them', () => {
  const limits = limitsOfAgreement(wrightMeter, miniMeter)
  expect(limits?.bias).toBeCloseTo(-2.1, 1)
  // The paper takes 2 SD of 38.8; with 1.96 the limits are these.
  expect(limits?.lowerLimit).toBeCloseTo(-2.118 - 1.96 * 38.765, 1)
  expect(limits?.upperLimit).toBeCloseTo(-2.118 + 1.96 * 38.765, 1)
})

test('is null below two pairs', () => {
  expect(limitsOfAgreement([1], [2])).toBeNull()
  expect(limitsOfAgreement([], [])).toBeNull()
})

test('has limits that meet in the bias when every difference is the same', () => {
  expect(limitsOfAgreement([2, 3, 4], [1, 2, 3])).toEqual({
    ...{ sd: 0, bias: 1, lowerLimit: 1, upperLimit: 1 },
  })
})

test('has the intervals that follow from t, as R gives them', () => {
  // R: s <- 38.765; n <- 17; t <- qt(.975, n - 1); t * s / sqrt(n); t * s * sqrt(1/n + 1.96^2 / (2 * (n - 1)))
  const widths = halfWidthsOfLimits(38.765, 17, 0.95)
  expect(widths?.bias).toBeCloseTo(19.93112, 4)
  expect(widths?.limit).toBeCloseTo(34.75596, 4)
  expect(halfWidthsOfLimits(1, 1, 0.95)).toBeNull()
})

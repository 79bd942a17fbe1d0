import { differences } from './error-measures.ts'
import { mean } from './moments.ts'
import { tBound } from './t-distribution.ts'

/** 95 % of normal differences lie within so many standard deviations of their mean. */
const LIMIT = 1.96

export interface LimitsOfAgreement {
  /** Standard deviation of the differences, over n - 1. */
  readonly sd: number
  readonly bias: number
  readonly lowerLimit: number
  readonly upperLimit: number
}

/**
 * Bias and 95 % limits of agreement of `a` minus `b` (Bland & Altman, Lancet 1986; i: 307-310): mean +- 1.96 SD
 * of the differences, SD over n - 1. Null below two pairs.
 */
export function limitsOfAgreement(a: readonly number[], b: readonly number[]): LimitsOfAgreement | null {
  const gaps = differences(a, b)
  const bias = mean(gaps)
  if (bias === null || gaps.length < 2) return null
  const squares = gaps.reduce((sum, gap) => sum + (gap - bias) ** 2, 0)
  const sd = Math.sqrt(squares / (gaps.length - 1))
  return { sd, bias, lowerLimit: bias - LIMIT * sd, upperLimit: bias + LIMIT * sd }
}

export interface HalfWidths {
  readonly bias: number
  /** Of each of the two limits. */
  readonly limit: number
}

/**
 * Half-widths of the intervals of bias and limits (Bland & Altman, Stat Methods Med Res 1999; 8: 135-160): t of n - 1 degrees of freedom times
 * s / sqrt(n), and times s sqrt(1/n + 1.96^2 / (2 (n - 1))). `n` is the number of independent units, not of differences. Null below two.
 */
export function halfWidthsOfLimits(sd: number, n: number, level: number): HalfWidths | null {
  const t = n < 2 ? null : tBound(level, n - 1)
  if (t === null) return null
  return { bias: (t * sd) / Math.sqrt(n), limit: t * sd * Math.sqrt(1 / n + LIMIT ** 2 / (2 * (n - 1))) }
}

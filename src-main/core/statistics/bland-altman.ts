import { differences } from './error-measures.ts'
import { mean } from './moments.ts'

/** 95 % of normal differences lie within so many standard deviations of their mean. */
const LIMIT = 1.96

export interface LimitsOfAgreement {
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
  return { bias, lowerLimit: bias - LIMIT * sd, upperLimit: bias + LIMIT * sd }
}

import { fQuantile } from './f-distribution.ts'

/**
 * The value that a t variable stays below in absolute terms with the given probability: its square has an F distribution with 1 and
 * `df` degrees of freedom. Null where `df` is below 1.
 */
export function tBound(probability: number, df: number): number | null {
  const square = fQuantile(probability, 1, df)
  return square === null ? null : Math.sqrt(square)
}

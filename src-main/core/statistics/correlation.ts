import { pairedMoments } from './moments.ts'

/** Pearson's product-moment correlation; null below two pairs or when either side is constant. */
export function pearson(x: readonly number[], y: readonly number[]): number | null {
  const moments = pairedMoments(x, y)
  if (moments === null || moments.n < 2 || moments.sxx === 0 || moments.syy === 0) return null
  // Rounding can pass 1 in the last digit.
  return Math.max(-1, Math.min(1, moments.sxy / Math.sqrt(moments.sxx * moments.syy)))
}

/** Ranks from 1, equal values sharing the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
  const result = new Array<number>(values.length).fill(NaN)
  let start = 0
  while (start < order.length) {
    let end = start
    while (end + 1 < order.length && order[end + 1]?.value === order[start]?.value) end++
    for (const entry of order.slice(start, end + 1)) result[entry.index] = (start + end) / 2 + 1
    start = end + 1
  }
  return result
}

/** Spearman's rank correlation: Pearson's over mid-ranks, which is exact with ties. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  return pearson(ranks(x), ranks(y))
}

/**
 * Lin's concordance correlation (Biometrics 1989; 45: 255-268), with moments over n as in the paper:
 * agreement with the line of identity, so a shift or a wrong slope lowers it. One constant side gives 0; null below
 * two pairs or when both sides are one and the same constant.
 */
export function concordance(x: readonly number[], y: readonly number[]): number | null {
  const moments = pairedMoments(x, y)
  if (moments === null || moments.n < 2) return null
  const { n, sxx, syy, sxy, meanX, meanY } = moments
  const spread = sxx + syy + n * (meanX - meanY) ** 2
  return spread === 0 ? null : (2 * sxy) / spread
}

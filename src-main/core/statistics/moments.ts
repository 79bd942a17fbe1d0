/** Null for no values: an empty mean is not zero. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Both series must be of one length: a pair a row. */
export function assertPaired(x: readonly unknown[], y: readonly unknown[]): void {
  if (x.length !== y.length) {
    throw new RangeError(`A paired statistic needs as many x as y, not ${x.length} and ${y.length}.`)
  }
}

/** Sums of squares and products about the means, over n pairs. */
export interface PairedMoments {
  readonly n: number
  readonly meanX: number
  readonly meanY: number
  readonly sxx: number
  readonly syy: number
  readonly sxy: number
}

/** Null for no pairs. A series of equal values has a sum of squares of exactly 0, free of rounding. */
export function pairedMoments(x: readonly number[], y: readonly number[]): PairedMoments | null {
  assertPaired(x, y)
  const meanX = mean(x)
  const meanY = mean(y)
  if (meanX === null || meanY === null) return null
  const constantX = isConstant(x)
  const constantY = isConstant(y)
  let sxx = 0
  let syy = 0
  let sxy = 0
  for (let row = 0; row < x.length; row++) {
    const dx = constantX ? 0 : (x[row] ?? NaN) - meanX
    const dy = constantY ? 0 : (y[row] ?? NaN) - meanY
    sxx += dx * dx
    syy += dy * dy
    sxy += dx * dy
  }
  return { n: x.length, meanX, meanY, sxx, syy, sxy }
}

export function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}

/**
 * Quantile of values in ascending order, linear between order statistics (type 7 of Hyndman & Fan 1996).
 * Null for none.
 */
export function quantileOfSorted(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below] ?? NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN
  return low + (high - low) * (place - below)
}

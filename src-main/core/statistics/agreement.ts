import { fQuantile } from './f-distribution.ts'
import { assertPaired, mean } from './moments.ts'

/**
 * A coefficient with an interval; a null where it is not defined. The ends lie around the value, and within -1 / (raters - 1), which
 * is the least that agreement can be, and 1. The value, being an estimate, can lie below that when raters disagree
 * strongly: then it has no interval.
 */
export interface Coefficient {
  readonly value: number | null
  readonly ciLow: number | null
  readonly ciHigh: number | null
}

/** Mean squares of a two-way table without replication: between rows, between columns, residual. */
interface MeanSquares {
  readonly n: number
  readonly k: number
  readonly rows: number
  readonly columns: number
  readonly residual: number
}

function meanSquares(table: readonly (readonly number[])[]): MeanSquares | null {
  const n = table.length
  const k = table[0]?.length ?? 0
  if (table.some((row) => row.length !== k)) throw new RangeError('Every row needs a rating of every rater.')
  const grand = mean(table.flat())
  if (n < 2 || k < 2 || grand === null) return null
  const rowMeans = table.map((row) => mean(row) ?? NaN)
  const columnMeans = Array.from({ length: k }, (_, j) => mean(table.map((row) => row[j] ?? NaN)) ?? NaN)
  const between = (means: readonly number[]): number =>
    means.reduce((sum, value) => sum + (value - grand) ** 2, 0)
  let residual = 0
  table.forEach((row, i) => {
    row.forEach((value, j) => {
      residual += (value - (rowMeans[i] ?? NaN) - (columnMeans[j] ?? NaN) + grand) ** 2
    })
  })
  return {
    n,
    k,
    rows: (k * between(rowMeans)) / (n - 1),
    columns: (n * between(columnMeans)) / (k - 1),
    residual: residual / ((n - 1) * (k - 1)),
  }
}

const undefinedCoefficient: Coefficient = { value: null, ciLow: null, ciHigh: null }

/** Residuals that are rounding and nothing else count as none: F would be a ratio of noise. */
function isNegligible(part: number, whole: number): boolean {
  return part <= whole * 1e-24
}

/** Both ends, or neither where they are no numbers or do not hold the value. */
function boundedCoefficient(
  value: number,
  raters: number,
  [low, high]: readonly [number, number],
): Coefficient {
  const least = -1 / (raters - 1)
  // Not-a-number fails every comparison.
  if (!(value >= least && low <= value && value <= high)) return { value, ciLow: null, ciHigh: null }
  return { value, ciLow: Math.max(least, low), ciHigh: Math.min(1, high) }
}

function valueOfAgreement({ n, k, rows, columns, residual }: MeanSquares): number | null {
  const spread = rows + (k - 1) * residual + (k * (columns - residual)) / n
  return spread === 0 ? null : (rows - residual) / spread
}

/**
 * ICC(2,1) of Shrout & Fleiss 1979: absolute agreement of single raters drawn at random, rows are the sessions,
 * columns the raters, no gaps. The F-based interval (their equation 8; McGraw & Wong 1996, ICC(A,1)) takes rows as independent; it
 * is null under perfect agreement, and where raters disagree so strongly that it has no end, less than one degree of freedom, or
 * does not hold the value.
 */
export function iccAgreement(table: readonly (readonly number[])[], level: number): Coefficient {
  const squares = meanSquares(table)
  const value = squares === null ? null : valueOfAgreement(squares)
  if (squares === null || value === null) return undefinedCoefficient
  const { n, k, rows, columns, residual } = squares
  if (isNegligible(residual, rows + columns)) return { value, ciLow: null, ciHigh: null }
  const columnRatio = columns / residual
  const a = k * value * columnRatio
  const b = n * (1 + (k - 1) * value) - k * value
  const df = ((k - 1) * (n - 1) * (a + b) ** 2) / ((n - 1) * a ** 2 + b ** 2)
  const probability = 1 - (1 - level) / 2
  const fLow = fQuantile(probability, n - 1, df)
  const fHigh = fQuantile(probability, df, n - 1)
  if (fLow === null || fHigh === null) return { value, ciLow: null, ciHigh: null }
  const noise = k * columns + (k * n - k - n) * residual
  return boundedCoefficient(value, k, [
    (n * (rows - fLow * residual)) / (fLow * noise + n * rows),
    (n * (fHigh * rows - residual)) / (noise + n * fHigh * rows),
  ])
}

/**
 * ICC(3,1) of Shrout & Fleiss 1979: consistency of just these raters, a constant shift between them forgiven. Table and interval
 * as for {@link iccAgreement}.
 */
export function iccConsistency(table: readonly (readonly number[])[], level: number): Coefficient {
  const squares = meanSquares(table)
  if (squares === null) return undefinedCoefficient
  const { n, k, rows, residual } = squares
  const spread = rows + (k - 1) * residual
  if (spread === 0) return undefinedCoefficient
  const value = (rows - residual) / spread
  if (isNegligible(residual, rows)) return { value, ciLow: null, ciHigh: null }
  const probability = 1 - (1 - level) / 2
  const ratio = rows / residual
  const fLow = fQuantile(probability, n - 1, (n - 1) * (k - 1))
  const fHigh = fQuantile(probability, (n - 1) * (k - 1), n - 1)
  if (fLow === null || fHigh === null) return { value, ciLow: null, ciHigh: null }
  const low = ratio / fLow
  const high = ratio * fHigh
  return boundedCoefficient(value, k, [(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)])
}

/**
 * Cohen's kappa with quadratic weights (Psychological Bulletin 1968; 70: 213-220) of two raters' whole-number ratings: 1 minus the
 * mean squared disagreement over the one expected of independent raters with the same marginals. The width of the scale cancels out.
 * Null below two pairs or when both gave one and the same value throughout.
 */
export function quadraticWeightedKappa(a: readonly number[], b: readonly number[]): number | null {
  assertPaired(a, b)
  const n = a.length
  if (n < 2) return null
  const countA = tally(a)
  const countB = tally(b)
  let observed = 0
  for (let row = 0; row < n; row++) observed += ((a[row] ?? NaN) - (b[row] ?? NaN)) ** 2
  let expected = 0
  for (const [valueA, timesA] of countA) {
    for (const [valueB, timesB] of countB) expected += timesA * timesB * (valueA - valueB) ** 2
  }
  return expected === 0 ? null : 1 - (observed * n) / expected
}

function tally(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

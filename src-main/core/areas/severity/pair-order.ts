import type { PairEstimates } from './leave-pair-out.ts'

/** One target; rows as in the system: those of one patient stand together. */
export interface PairedRows {
  readonly starts: readonly number[]
  readonly ratings: Float64Array
  readonly alone: Float64Array
  readonly without: Float64Array
}

/** Of target `target` of a pass over pairs. `ratings` in the order of the system. */
export function pairedRows(
  { starts, ratings }: Pick<PairedRows, 'starts' | 'ratings'>,
  { alone, without }: PairEstimates,
  target: number,
): PairedRows {
  return {
    starts,
    ratings,
    alone: alone[target] ?? new Float64Array(),
    without: without[target] ?? new Float64Array(),
  }
}

/** Of one pair of patients, by models that saw neither of them. */
interface PairSums {
  /** Pairs of visits in the rated order, ties of the estimates half. */
  ordered: number
  /** Pairs of visits with different ratings. */
  comparable: number
}

/** By models without both of them; nothing of a pair that was not left out. */
function addPair(
  sums: PairSums,
  { starts, ratings, without }: PairedRows,
  [p, q]: readonly [number, number],
): void {
  const n = ratings.length
  for (let i = starts[p] ?? NaN; i < (starts[p + 1] ?? NaN); i++) {
    const ofI = without[q * n + i] ?? NaN
    for (let j = starts[q] ?? NaN; j < (starts[q + 1] ?? NaN); j++) {
      const apart = ofI - (without[p * n + j] ?? NaN)
      const rated = (ratings[i] ?? NaN) - (ratings[j] ?? NaN)
      if (rated === 0 || Number.isNaN(apart)) continue
      sums.comparable++
      if (apart === 0) sums.ordered += 0.5
      else if (apart > 0 === rated > 0) sums.ordered++
    }
  }
}

/**
 * The concordance c of Airola et al., Comput Stat Data Anal 2011; 55: 1828, with whole patients left out: the share of pairs of visits of two
 * patients that are put in the rated order by a model that saw neither; ties of estimates count half, 0.5 is no order. Both estimates are by the
 * same model: pooled over folds such a share leans downwards. Null when all are rated alike.
 */
export function pairConcordance(rows: PairedRows): number | null {
  const sums = { ordered: 0, comparable: 0 }
  for (let p = 0; p < rows.starts.length - 1; p++) {
    for (let q = 0; q < p; q++) addPair(sums, rows, [p, q])
  }
  return sums.comparable === 0 ? null : sums.ordered / sums.comparable
}

/** The same of the pairs without each patient in turn, by the same models. */
export function concordanceWithoutEach(rows: PairedRows): (number | null)[] {
  const patients = rows.starts.length - 1
  const all = { ordered: 0, comparable: 0 }
  const own = Array.from({ length: patients }, () => ({ ordered: 0, comparable: 0 }))
  for (let p = 0; p < patients; p++) {
    for (let q = 0; q < p; q++) {
      const pair = { ordered: 0, comparable: 0 }
      addPair(pair, rows, [p, q])
      for (const sums of [all, own[p], own[q]]) {
        if (sums === undefined) continue
        sums.ordered += pair.ordered
        sums.comparable += pair.comparable
      }
    }
  }
  return own.map(({ ordered, comparable }) =>
    comparable === all.comparable ? null : (all.ordered - ordered) / (all.comparable - comparable),
  )
}

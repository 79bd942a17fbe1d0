import type { PermutationTest } from '#shared/domain/severity.ts'
import { mean, quantileOfSorted } from '../../statistics/moments.ts'
import { PERMUTATION_SEED } from './null-distribution.ts'
import type { NullRun } from './null-distribution.ts'

const LEVEL = 0.95

/** A study in which the statistic is not defined shows as little as one can. */
const UNDEFINED = -Infinity

function sorted(values: readonly (number | null)[]): number[] {
  return values.flatMap((value) => (value === null ? [] : [value])).sort((a, b) => a - b)
}

/** Between these lies what exchanged ratings give in 95 of 100 runs; null where it is seldom defined. */
function rangeOf(values: readonly (number | null)[]): [number, number] | null {
  const known = sorted(values)
  if (known.length < values.length * LEVEL) return null
  const tail = (1 - LEVEL) / 2
  const least = quantileOfSorted(known, tail)
  const most = quantileOfSorted(known, 1 - tail)
  return least === null || most === null ? null : [least, most]
}

/** Mean and standard deviation, to bring items with other spreads onto one scale. */
function scaleOf(values: readonly number[]): (value: number) => number {
  const finite = values.filter(Number.isFinite)
  const centre = mean(finite) ?? 0
  const sd = Math.sqrt(mean(finite.map((value) => (value - centre) ** 2)) ?? 0)
  return (value) => (sd === 0 ? value - centre : (value - centre) / sd)
}

/** Observed Q², and those of the runs, for each item; all items have the same draws in the same order. */
export interface ItemRuns {
  readonly q2: number | null
  readonly runs: readonly NullRun[]
}

/**
 * p of Q² for each item, (1 + runs at least as large) / (1 + runs), and adjusted over all items by the largest standardised Q² of each run
 * (Westfall & Young, Resampling-Based Multiple Testing, 1993): then the chance of naming any item where there is nothing is at most p.
 */
export function permutationTests(items: readonly ItemRuns[]): PermutationTest[] {
  const standardised = items.map(({ q2, runs }) => {
    const values = runs.map((run) => run.q2 ?? UNDEFINED)
    const scale = scaleOf(values)
    return { observed: scale(q2 ?? UNDEFINED), values: values.map(scale) }
  })
  const count = items[0]?.runs.length ?? 0
  const largest = Array.from({ length: count }, (_, run) =>
    Math.max(...standardised.map(({ values }) => values[run] ?? UNDEFINED)),
  )
  const share = (values: readonly number[], observed: number): number =>
    (1 + values.filter((value) => value >= observed).length) / (1 + count)
  return items.map(({ runs }, item) => {
    const { observed, values } = standardised[item] ?? { observed: UNDEFINED, values: [] }
    return {
      p: share(values, observed),
      pAdjusted: share(largest, observed),
      nItems: items.length,
      permutations: count,
      seed: PERMUTATION_SEED,
      pccRange: rangeOf(runs.map(({ pcc }) => pcc)),
      cccRange: rangeOf(runs.map(({ ccc }) => ccc)),
      spearmanRange: rangeOf(runs.map(({ spearman }) => spearman)),
    }
  })
}

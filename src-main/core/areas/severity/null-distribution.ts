import { concordance, pearson, spearman } from '../../statistics/correlation.ts'
import { createRandom } from '../../statistics/random.ts'
import { drawOrder, exchangePatients } from './exchange-patients.ts'
import { heldOutErrors } from './held-out-errors.ts'
import type { ItemRange } from './held-out-errors.ts'
import { leaveEachOut } from './leave-one-patient-out.ts'
import { systemOfTargets } from './ridge.ts'
import type { PreparedSmoother } from './ridge.ts'

/** Permutations of whole patients; p can then be as small as 0.001. */
export const PERMUTATIONS = 999
export const PERMUTATION_SEED = 1

/** Exchanged ratings that go through the whole nested procedure at a time: more would not fit beside each other in memory. */
const AT_ONCE = 111

/** What held-out estimates of exchanged ratings come to. */
export interface NullRun {
  readonly q2: number | null
  readonly pcc: number | null
  readonly ccc: number | null
  readonly spearman: number | null
}

interface NullInput {
  readonly prepared: PreparedSmoother
  /** For each item, its ratings in the order of the system. */
  readonly items: readonly { readonly ratings: Float64Array; readonly range: ItemRange }[]
  /** All patients of the fit, those of other items too. */
  readonly allPatients: readonly string[]
  /** How many. */
  readonly permutations: number
}

/** Runs of one draw for each item. */
function exchanged({ prepared, items, allPatients }: NullInput, draw: number): Float64Array[] {
  const random = createRandom(PERMUTATION_SEED + draw)
  const order = drawOrder(allPatients, random)
  const rows = { patients: prepared.patients, starts: prepared.system.starts }
  return items.map(({ ratings }) => exchangePatients(rows, ratings, { order, random }))
}

function judge(
  ratings: Float64Array,
  alone: Float64Array,
  { starts, range }: { readonly starts: readonly number[]; readonly range: ItemRange },
): NullRun {
  const errors = heldOutErrors({ starts, ratings, alone, without: alone }, range, null)
  const cut = Array.from(alone, (value) => Math.min(range.max, Math.max(range.min, value)))
  const rated = Array.from(ratings)
  return {
    q2: errors.q2,
    pcc: pearson(cut, rated),
    ccc: concordance(cut, rated),
    spearman: spearman(cut, rated),
  }
}

/**
 * For each item what the whole procedure, penalty and all, says of ratings that whole patients exchanged: so many runs,
 * the same draw of patients for every item. `between` is awaited before each patient of each part, with the share that is done.
 */
export async function nullDistribution(
  input: NullInput,
  between: (shareDone: number) => Promise<void>,
): Promise<NullRun[][]> {
  const { prepared, items, permutations } = input
  const { starts } = prepared.system
  const runs: NullRun[][] = items.map(() => [])
  for (let first = 0; first < permutations; first += AT_ONCE) {
    const draws = Array.from({ length: Math.min(AT_ONCE, permutations - first) }, (_, index) =>
      exchanged(input, first + index),
    )
    for (const [item, { range }] of items.entries()) {
      const targets = draws.map((draw) => draw[item] ?? new Float64Array())
      const before = (first + (item / items.length) * draws.length) / permutations
      const share = draws.length / items.length / permutations
      const { system, ratings } = systemOfTargets(prepared, targets)
      const estimates = await leaveEachOut(system, ratings, (done, total) =>
        between(before + (share * done) / total),
      )
      targets.forEach((target, index) => {
        runs[item]?.push(judge(target, estimates[index] ?? target, { starts, range }))
      })
    }
  }
  return runs
}

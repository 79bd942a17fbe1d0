import { leavePairsOut } from './leave-pair-out.ts'
import type { PairEstimates } from './leave-pair-out.ts'
import { nullDistribution } from './null-distribution.ts'
import type { NullRun } from './null-distribution.ts'
import { pairConcordance, pairedRows } from './pair-order.ts'
import type { PreparedRidge } from './ridge.ts'
import { patientGroups, withoutPatients } from './ridge-system.ts'
import type { TrainingSet } from './training-set.ts'

/** Called again and again, with the share of the work that is done. */
export type Between = (shareDone: number) => Promise<void>

/** Groups of patients for the interval of the concordance, each of which takes a pass over pairs of its own. */
const GROUPS = 10

/** So many pairs of patients tell the concordance of a group's study well enough. */
const PAIRS_OF_GROUP = 1500

/** For each item its concordance in the study without each group of patients. */
async function concordanceWithoutGroups(
  { system, ratings }: PreparedRidge,
  between: Between,
): Promise<(number | null)[][]> {
  const groups = patientGroups(system.starts.length - 1, GROUPS)
  const found: (number | null)[][] = Array.from({ length: system.targets }, () => [])
  for (const [index, group] of groups.entries()) {
    const left = withoutPatients(system, ratings, group)
    const reach = Math.ceil(PAIRS_OF_GROUP / (left.system.starts.length - 1))
    const pairs = await leavePairsOut(
      left,
      (done, total) => between((index + done / total) / groups.length),
      reach,
    )
    found.forEach((ofItem, item) => {
      const rated = left.ratings.filter((_, at) => at % system.targets === item)
      ofItem.push(pairConcordance(pairedRows({ starts: left.system.starts, ratings: rated }, pairs, item)))
    })
  }
  return found
}

/** Shares of the work, as measured with 20 and 50 patients. */
const WORK = { pairs: 0.15, groups: 0.5 }

/** What models that saw some of the patients only say of items that were rated in the same sessions; one entry an item. */
export interface LeftOut {
  readonly pairs: PairEstimates
  /** Concordances in the study without each group of patients. */
  readonly withoutGroups: readonly (readonly (number | null)[])[]
  /** Of exchanged ratings. */
  readonly runs: readonly (readonly NullRun[])[]
}

/** `allPatients` are those of other items too, so that all exchange patients alike. */
export async function leaveOut(
  {
    sets,
    prepared,
    allPatients,
    permutations,
  }: {
    readonly sets: readonly TrainingSet[]
    readonly prepared: PreparedRidge
    readonly allPatients: readonly string[]
    readonly permutations: number
  },
  between: Between,
): Promise<LeftOut> {
  const pairs = await leavePairsOut(prepared, (done, total) => between((WORK.pairs * done) / total))
  const withoutGroups = await concordanceWithoutGroups(prepared, (share) =>
    between(WORK.pairs + WORK.groups * share),
  )
  const before = WORK.pairs + WORK.groups
  const items = sets.map(({ item }, index) => ({
    range: item,
    ratings: prepared.targets[index] ?? new Float64Array(),
  }))
  const runs = await nullDistribution({ prepared, items, allPatients, permutations }, (share) =>
    between(before + (1 - before) * share),
  )
  return { pairs, withoutGroups, runs }
}

import type { LearningPoint } from '#shared/domain/severity-checks.ts'
import { fitStages } from './fit-stages.ts'
import type { TellStage } from './fit-stages.ts'
import { errorsOf } from './held-out-errors.ts'
import type { HeldOutErrors, ItemRange } from './held-out-errors.ts'
import type { Between } from './heads/head.ts'
import { leaveEachOut } from './leave-one-patient-out.ts'
import { leavePairsOut } from './leave-pair-out.ts'
import type { PairEstimates } from './leave-pair-out.ts'
import { learningPoint, smallerStudies } from './learning-curve.ts'
import { nullDistribution } from './null-distribution.ts'
import type { NullRun } from './null-distribution.ts'
import { pairConcordance, pairedRows } from './pair-order.ts'
import type { PreparedSmoother, TargetSystem } from './ridge.ts'
import { patientGroups, withoutPatients } from './ridge-system.ts'

/** Groups of patients for the interval of the concordance, each of which takes a pass over pairs of its own. */
const GROUPS = 10

/** So many pairs of patients tell the concordance of a group's study well enough. */
const PAIRS_OF_GROUP = 1500

/** One item in the study without a group of patients, every model fitted again. */
export interface WithoutGroup {
  readonly concordance: number | null
  /** Each patient estimated without itself. */
  readonly mae: number
}

/** For each item what it comes to without each group of patients. */
async function leaveGroupsOut(
  { system, ratings }: PreparedSmoother,
  ranges: readonly ItemRange[],
  between: Between,
): Promise<WithoutGroup[][]> {
  const groups = patientGroups(system.starts.length - 1, GROUPS)
  const found: WithoutGroup[][] = ranges.map(() => [])
  for (const [index, group] of groups.entries()) {
    const left = withoutPatients(system, ratings, group)
    const { starts } = left.system
    const reach = Math.ceil(PAIRS_OF_GROUP / (starts.length - 1))
    const pairs = await leavePairsOut(
      left,
      (done, total) => between((index + done / total) / groups.length),
      reach,
    )
    ranges.forEach((range, item) => {
      const rated = left.ratings.filter((_, at) => at % system.targets === item)
      const rows = pairedRows({ starts, ratings: rated }, pairs, item)
      const { mae } = errorsOf(rows, range, {
        estimateOf: (row) => rows.alone[row] ?? NaN,
        isLeft: () => false,
      })
      found[item]?.push({ concordance: pairConcordance(rows), mae })
    })
  }
  return found
}

/** Shares of the work, as measured with 20, 50 and 200 patients. */
const WORK = { pairs: 0.15, groups: 0.25, learning: 0.3 }

/** What models that saw some of the patients only say of items that were rated in the same sessions; one entry an item. */
export interface LeftOut {
  readonly pairs: PairEstimates
  readonly withoutGroups: readonly (readonly WithoutGroup[])[]
  /** Of exchanged ratings. */
  readonly runs: readonly (readonly NullRun[])[]
  /** Of smaller studies. */
  readonly learning: readonly (readonly LearningPoint[])[]
}

/** For each item what models say that learn from fewer patients. */
async function learnFromFewer(
  { prepared, ranges, studyOf }: Pick<LeftOutPlan, 'prepared' | 'ranges' | 'studyOf'>,
  between: Between,
): Promise<LearningPoint[][]> {
  const found: LearningPoint[][] = ranges.map(() => [])
  const sizes = smallerStudies(prepared.patients.length)
  for (const [index, { nPatients, draws }] of sizes.entries()) {
    const studies: HeldOutErrors[][] = ranges.map(() => [])
    for (const [draw, patients] of draws.entries()) {
      await between((index + draw / draws.length) / sizes.length)
      const { system, ratings } = studyOf(patients)
      const estimates = await leaveEachOut(system, ratings, () => Promise.resolve())
      ranges.forEach((range, item) => {
        const rated = ratings.filter((_, at) => at % system.targets === item)
        const estimateOf = (row: number): number => estimates[item]?.[row] ?? NaN
        const errors = errorsOf({ starts: system.starts, ratings: rated }, range, {
          estimateOf,
          isLeft: () => false,
        })
        studies[item]?.push(errors)
      })
    }
    studies.forEach((ofItem, item) => found[item]?.push(...learningPoint(nPatients - 1, ofItem)))
  }
  return found
}

interface LeftOutPlan {
  readonly ranges: readonly ItemRange[]
  readonly prepared: PreparedSmoother
  /** Those of other items too, so that all exchange patients alike. */
  readonly allPatients: readonly string[]
  readonly permutations: number
  readonly stage: TellStage
  readonly learning: boolean
  /** The study with these patients only. */
  readonly studyOf: (patients: readonly number[]) => TargetSystem
}

export async function leaveOut(plan: LeftOutPlan, between: Between): Promise<LeftOut> {
  const { ranges, prepared, allPatients, permutations, stage } = plan
  stage(fitStages.pairs)
  const pairs = await leavePairsOut(prepared, (done, total) => between((WORK.pairs * done) / total))
  stage(fitStages.groups)
  const withoutGroups = await leaveGroupsOut(prepared, ranges, (share) =>
    between(WORK.pairs + WORK.groups * share),
  )
  if (plan.learning) stage(fitStages.fewer)
  const learning = plan.learning
    ? await learnFromFewer(plan, (share) => between(WORK.pairs + WORK.groups + WORK.learning * share))
    : ranges.map(() => [])
  const before = WORK.pairs + WORK.groups + WORK.learning
  const items = ranges.map((range, index) => ({
    range,
    ratings: prepared.targets[index] ?? new Float64Array(),
  }))
  stage(fitStages.exchange)
  const runs = await nullDistribution({ prepared, items, allPatients, permutations }, (share) =>
    between(before + (1 - before) * share),
  )
  return { pairs, withoutGroups, runs, learning }
}

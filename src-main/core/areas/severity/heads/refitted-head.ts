import type { HeadId } from '#shared/domain/head-kind.ts'
import { createRandom } from '../../../statistics/random.ts'
import { drawOrder, exchangePatients } from '../exchange-patients.ts'
import type { LearningPoint, SettingChoice } from '#shared/domain/severity-checks.ts'
import { fitStages } from '../fit-stages.ts'
import { errorsOf } from '../held-out-errors.ts'
import type { HeldOutErrors, ItemRange } from '../held-out-errors.ts'
import { learningPoint, smallerStudies } from '../learning-curve.ts'
import { settingChoice } from '../setting-choice.ts'
import type { Chosen } from '../setting-choice.ts'
import { applyLinear } from '../linear.ts'
import { PERMUTATION_SEED } from '../null-distribution.ts'
import { rowsByPatient } from '../ridge.ts'
import { patientGroups } from '../ridge-system.ts'
import { chooseSetting, estimateWithout, modelWithout, rowsOf, targetsOf } from './choose-setting.ts'
import type { Task } from './choose-setting.ts'
import type { Between, Head, HeadData, HeadFit, HeldOut } from './head.ts'
import {
  errorsWithoutGroup,
  groupConcordance,
  leaveGroupsOut,
  ofTarget,
  saidWithoutGroup,
} from './leave-groups-out.ts'
import { targetOf } from './refitted.ts'
import type { RefittedHead, PreparedHead } from './refitted.ts'

/** Each takes every model anew, so that there are fewer than of a head whose folds follow from one fit. p can then be as small as 0.01. */
const MOST_PERMUTATIONS = 99

/** The test leaves out so many parts of the patients, not each patient: the same for the ratings as they are and for exchanged ones. */
const TEST_PARTS = 5

/** Shares of the work, roughly as measured with 20 patients. */
const WORK = { alone: 0.05, groups: 0.22, learning: 0.1 }

interface Layout {
  readonly patients: readonly string[]
  readonly order: readonly number[]
  readonly starts: readonly number[]
}

function layoutOf(groups: readonly string[]): Layout {
  const byPatient = rowsByPatient(groups)
  const starts = [0]
  for (const rows of byPatient.values()) starts.push((starts.at(-1) ?? 0) + rows.length)
  return { patients: [...byPatient.keys()], order: [...byPatient.values()].flat(), starts }
}

async function leaveEachOut(
  task: Task,
  between: Between,
): Promise<{ alone: Float64Array; choice: SettingChoice | null }> {
  const patients = task.starts.length - 1
  const targets = targetsOf(task)
  const alone = new Float64Array(task.ratings.length)
  const chosen: Chosen[] = []
  for (let patient = 0; patient < patients; patient++) {
    await between(patient / patients)
    const { setting, estimates } = modelWithout(task, [patient], [patient])
    alone.set(estimates, (task.starts[patient] ?? NaN) * targets)
    chosen.push({ settings: setting, edge: null })
  }
  return { alone, choice: settingChoice(chosen, false) }
}

/** Targets that are fitted together, as a rule one. */
interface Joint {
  readonly task: Task
  /** Of each target. */
  readonly ranges: readonly ItemRange[]
}

/** Errors of each target among these patients with fifths of them left out in turn; no other patient is looked at. */
function errorsOfFifths(
  { task: { prepared, ...task }, ranges }: Joint,
  patients: readonly number[],
): HeldOutErrors[] {
  const { starts, ratings } = task
  const targets = ranges.length
  const asked = new Set(patients)
  const others = Array.from({ length: starts.length - 1 }, (_, patient) => patient).filter(
    (patient) => !asked.has(patient),
  )
  const alone = new Float64Array(ratings.length)
  for (const part of patientGroups(patients.length, TEST_PARTS)) {
    const left = part.map((index) => patients[index] ?? NaN)
    const said = estimateWithout(
      { ...task, prepared: prepared.inTest ?? prepared },
      [...left, ...others],
      left,
    )
    rowsOf(starts, left).forEach((row, i) => {
      alone.set(said.subarray(i * targets, (i + 1) * targets), row * targets)
    })
  }
  return ranges.map((range, target) => {
    const own = targetOf(alone, targets, target)
    const rows = { starts, ratings: targetOf(ratings, targets, target) }
    return errorsOf(rows, range, {
      estimateOf: (row) => own[row] ?? NaN,
      isLeft: (patient) => !asked.has(patient),
    })
  })
}

/** Q² of each target with fifths of the patients left out in turn. */
function testedQ2(joint: Joint): (number | null)[] {
  const patients = Array.from({ length: joint.task.starts.length - 1 }, (_, patient) => patient)
  return errorsOfFifths(joint, patients).map(({ q2 }) => q2)
}

/** Each study takes five models anew, so that there are few. */
const LEARNING_DRAWS = 5

/** For each target what models say that learn from fewer patients, fifths of a smaller study left out in turn. */
async function learnFromFewer(joint: Joint, between: Between): Promise<LearningPoint[][]> {
  const sizes = smallerStudies(joint.task.starts.length - 1, LEARNING_DRAWS)
  const points = joint.ranges.map((): LearningPoint[] => [])
  for (const [index, { nPatients, draws }] of sizes.entries()) {
    const studies: HeldOutErrors[][] = []
    for (const [draw, patients] of draws.entries()) {
      await between((index + draw / draws.length) / sizes.length)
      studies.push(errorsOfFifths(joint, patients))
    }
    const learntFrom = nPatients - Math.ceil(nPatients / TEST_PARTS)
    points.forEach((ofTarget, target) => {
      const own = studies.flatMap((study) => study[target] ?? [])
      ofTarget.push(...learningPoint(learntFrom, own))
    })
  }
  return points
}

/** Rows x targets, row after row. */
function matrixOf(columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0]?.length ?? 0
  return Float64Array.from(
    { length: rows * columns.length },
    (_, at) => columns[at % columns.length]?.[Math.floor(at / columns.length)] ?? NaN,
  )
}

type Shared = Pick<HeadData, 'allPatients' | 'permutations' | 'stage' | 'learning'> & Pick<Layout, 'patients'>

/** For each target. */
async function testsOf(
  joint: Joint,
  { patients, allPatients, permutations }: Shared,
  between: Between,
): Promise<HeldOut['test'][]> {
  const { task, ranges } = joint
  const count = Math.min(permutations, MOST_PERMUTATIONS)
  const runs = ranges.map((): HeldOut['test']['runs'][number][] => [])
  const nothing = { pcc: null, ccc: null, spearman: null }
  for (let draw = 0; draw < count; draw++) {
    await between(draw / count)
    const seed = PERMUTATION_SEED + draw
    const order = drawOrder(allPatients, createRandom(seed))
    const columns = ranges.map((_, target) => {
      // Every target is exchanged by the same draw, within patients, too.
      const random = createRandom(seed)
      drawOrder(allPatients, random)
      const ratings = targetOf(task.ratings, ranges.length, target)
      return exchangePatients({ patients, starts: task.starts }, ratings, { order, random })
    })
    testedQ2({ task: { ...task, ratings: matrixOf(columns) }, ranges }).forEach((q2, target) => {
      runs[target]?.push({ q2, ...nothing })
    })
  }
  return testedQ2(joint).map((q2, target) => ({ q2, runs: runs[target] ?? [] }))
}

/** For each target. */
async function heldOut(joint: Joint, data: Shared, between: Between): Promise<HeldOut[]> {
  const { task, ranges } = joint
  const { starts } = task
  const targets = ranges.length
  data.stage(fitStages.each)
  const { alone, choice } = await leaveEachOut(task, (share) => between(WORK.alone * share))
  data.stage(fitStages.groups)
  const estimates = await leaveGroupsOut(task, (share) => between(WORK.alone + WORK.groups * share))
  if (data.learning) data.stage(fitStages.fewer)
  const learning = data.learning
    ? await learnFromFewer(joint, (share) => between(WORK.alone + WORK.groups + WORK.learning * share))
    : []
  const before = WORK.alone + WORK.groups + WORK.learning
  data.stage(fitStages.exchange)
  const tests = await testsOf(joint, data, (share) => between(before + (1 - before) * share))
  const each = [...estimates.groups.keys()]
  return ranges.flatMap((range, target): HeldOut[] => {
    const test = tests[target]
    const rows = { starts, ratings: targetOf(task.ratings, targets, target) }
    const own = ofTarget(estimates, targets, target)
    const errorsWithout = each.map((group) => errorsWithoutGroup(rows, own, { range, group }))
    if (test === undefined) return []
    return [
      {
        ...{ ...rows, alone: targetOf(alone, targets, target), errorsWithout, test },
        units: each.length === starts.length - 1 ? 'patients' : `${each.length} groups of patients`,
        concordance: groupConcordance(rows, own, null),
        concordanceWithout: each.map((group) => groupConcordance(rows, own, group)),
        checks: {
          said: each.map((group) => saidWithoutGroup(rows, own, group)),
          ...{ concordanceWithoutPatient: null, choice, learning: learning[target] ?? [] },
        },
        maeWithoutGroups: errorsWithout.map(({ mae }) => mae),
      },
    ]
  })
}

/** For each target. */
function finalFit(task: Task): Pick<HeadFit, 'settings' | 'weights'>[] {
  const patients = Array.from({ length: task.starts.length - 1 }, (_, patient) => patient)
  const settings = chooseSetting(task, patients)
  const rows = rowsOf(task.starts, patients)
  return task.prepared.weights({ rows, ratings: task.ratings }, settings).map((weights) => ({
    settings,
    weights,
  }))
}

/**
 * A head whose every model is fitted by itself: leave-one-patient-out for the estimates, groups of patients for intervals and order, fewer
 * permutations for the test. `isJoint`: one model of all items together, which differs from one for each.
 */
export function refittedHead(id: HeadId, head: RefittedHead, { isJoint = false } = {}): Head {
  const applyOne = head.apply ?? (({ weights }, features) => applyLinear(weights, features))
  return {
    id,
    apply: (model, features) => applyOne(model, features),
    async fit({ features: given, groups, items, ...shared }, between) {
      const { patients, order, starts } = layoutOf(groups)
      const features = order.map((row) => given[row] ?? new Float64Array())
      const prepared: PreparedHead = head.prepare(features, starts)
      const parts = isJoint ? [items] : items.map((item) => [item])
      const fits: HeadFit[] = []
      for (const [index, part] of parts.entries()) {
        const columns = part.map(({ ratings }) => Float64Array.from(order, (row) => ratings[row] ?? NaN))
        const task = { prepared, starts, ratings: matrixOf(columns) }
        const joint = { task, ranges: part.map(({ range }) => range) }
        const held = await heldOut(joint, { ...shared, patients }, (share) =>
          between((index + share) / parts.length),
        )
        finalFit(task).forEach((model, target) => {
          const own = held[target]
          if (own !== undefined) fits.push({ order, held: own, ...model })
        })
      }
      return fits
    },
  }
}

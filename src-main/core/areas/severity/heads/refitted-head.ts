import type { HeadId } from '#shared/domain/head-kind.ts'
import { createRandom } from '../../../statistics/random.ts'
import { drawOrder, exchangePatients } from '../exchange-patients.ts'
import { heldOutErrors } from '../held-out-errors.ts'
import type { ItemRange } from '../held-out-errors.ts'
import { applyLinear } from '../linear.ts'
import { PERMUTATION_SEED } from '../null-distribution.ts'
import { rowsByPatient } from '../ridge.ts'
import { patientGroups } from '../ridge-system.ts'
import { chooseSetting, estimateWithout, rowsOf } from './choose-setting.ts'
import type { Task } from './choose-setting.ts'
import type { Between, Head, HeadData, HeadFit, HeldOut } from './head.ts'
import { errorsWithoutGroup, groupConcordance, leaveGroupsOut } from './leave-groups-out.ts'
import type { RefittedHead, PreparedHead } from './refitted.ts'

/** Each takes every model anew, so that there are fewer than of a head whose folds follow from one fit. p can then be as small as 0.01. */
const MOST_PERMUTATIONS = 99

/** The test leaves out so many parts of the patients, not each patient: the same for the ratings as they are and for exchanged ones. */
const TEST_PARTS = 5

/** Shares of the work, roughly as measured with 20 patients. */
const WORK = { alone: 0.05, groups: 0.25 }

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

async function leaveEachOut(task: Task, between: Between): Promise<Float64Array> {
  const patients = task.starts.length - 1
  const alone = new Float64Array(task.ratings.length)
  for (let patient = 0; patient < patients; patient++) {
    await between(patient / patients)
    alone.set(estimateWithout(task, [patient], [patient]), task.starts[patient])
  }
  return alone
}

/** Q² with fifths of the patients left out in turn. */
function testedQ2(task: Task, range: ItemRange): number | null {
  const { starts, ratings } = task
  const alone = new Float64Array(ratings.length)
  for (const part of patientGroups(starts.length - 1, TEST_PARTS)) {
    const said = estimateWithout(task, part, part)
    rowsOf(starts, part).forEach((row, i) => {
      alone[row] = said[i] ?? NaN
    })
  }
  return heldOutErrors({ starts, ratings, alone, without: alone }, range, null).q2
}

interface Item {
  readonly task: Task
  readonly range: ItemRange
}

async function testOf(
  { task, range }: Item,
  {
    patients,
    allPatients,
    permutations,
  }: Pick<HeadData, 'allPatients' | 'permutations'> & Pick<Layout, 'patients'>,
  between: Between,
): Promise<HeldOut['test']> {
  const count = Math.min(permutations, MOST_PERMUTATIONS)
  const runs: HeldOut['test']['runs'][number][] = []
  const nothing = { pcc: null, ccc: null, spearman: null }
  for (let draw = 0; draw < count; draw++) {
    await between(draw / count)
    const random = createRandom(PERMUTATION_SEED + draw)
    const order = drawOrder(allPatients, random)
    const ratings = exchangePatients({ patients, starts: task.starts }, task.ratings, { order, random })
    runs.push({ q2: testedQ2({ ...task, ratings }, range), ...nothing })
  }
  return { q2: testedQ2(task, range), runs }
}

async function heldOut(
  item: Item,
  data: Pick<HeadData, 'allPatients' | 'permutations'> & Pick<Layout, 'patients'>,
  between: Between,
): Promise<HeldOut> {
  const { task, range } = item
  const { starts, ratings } = task
  const alone = await leaveEachOut(task, (share) => between(WORK.alone * share))
  const estimates = await leaveGroupsOut(task, (share) => between(WORK.alone + WORK.groups * share))
  const each = [...estimates.groups.keys()]
  const errorsWithout = each.map((group) => errorsWithoutGroup(task, estimates, { range, group }))
  const before = WORK.alone + WORK.groups
  return {
    ...{ starts, ratings, alone, errorsWithout },
    units: each.length === starts.length - 1 ? 'patients' : `${each.length} groups of patients`,
    concordance: groupConcordance(task, estimates, null),
    concordanceWithout: each.map((group) => groupConcordance(task, estimates, group)),
    maeWithoutGroups: errorsWithout.map(({ mae }) => mae),
    test: await testOf(item, data, (share) => between(before + (1 - before) * share)),
  }
}

function finalFit(task: Task): Pick<HeadFit, 'settings' | 'weights'> {
  const patients = Array.from({ length: task.starts.length - 1 }, (_, patient) => patient)
  const settings = chooseSetting(task, patients)
  const rows = rowsOf(task.starts, patients)
  return { settings, weights: task.prepared.weights({ rows, ratings: task.ratings }, settings) }
}

/**
 * A head whose every model is fitted by itself: leave-one-patient-out for the estimates, groups of patients for intervals and order, fewer
 * permutations for the test.
 */
export function refittedHead(id: HeadId, head: RefittedHead): Head {
  return {
    id,
    apply: ({ weights }, features) => applyLinear(weights, features),
    async fit(data, between) {
      const { patients, order, starts } = layoutOf(data.groups)
      const features = order.map((row) => data.features[row] ?? new Float64Array())
      const prepared: PreparedHead = head.prepare(features)
      const fits: HeadFit[] = []
      for (const [index, { ratings, range }] of data.items.entries()) {
        const ordered = Float64Array.from(order, (row) => ratings[row] ?? NaN)
        const task = { prepared, starts, ratings: ordered }
        const held = await heldOut({ task, range }, { ...data, patients }, (share) =>
          between((index + share) / data.items.length),
        )
        fits.push({ order, held, ...finalFit(task) })
      }
      return fits
    },
  }
}

import { errorsOf } from '../held-out-errors.ts'
import type { HeldOutErrors, ItemRange, SaidOf } from '../held-out-errors.ts'
import { patientGroups } from '../ridge-system.ts'
import { estimateWithout, rowsOf, targetsOf } from './choose-setting.ts'
import type { Task } from './choose-setting.ts'
import { targetOf } from './refitted.ts'

/** `ratings`: Float64[rows]. */
type OneTarget = Pick<Task, 'starts' | 'ratings'>

/** Groups of patients for intervals: as many as ridge has for its concordance. */
export const GROUPS = 10

/** For each set of up to three groups that were left out together, estimates of all of their rows: rows x targets, NaN elsewhere. */
export interface GroupEstimates {
  readonly groups: readonly (readonly number[])[]
  readonly without: ReadonlyMap<string, Float64Array>
}

const keyOf = (left: readonly number[]): string => [...left].sort((a, b) => a - b).join()

function setsOf(count: number): number[][] {
  const sets: number[][] = []
  for (let a = 0; a < count; a++) {
    sets.push([a])
    for (let b = 0; b < a; b++) {
      sets.push([b, a])
      for (let c = 0; c < b; c++) sets.push([c, b, a])
    }
  }
  return sets
}

/** Every group, every two and every three are left out together: 175 models with ten groups, however many patients. */
export async function leaveGroupsOut(
  task: Task,
  between: (shareDone: number) => Promise<void>,
): Promise<GroupEstimates> {
  const { starts, ratings } = task
  const targets = targetsOf(task)
  const groups = patientGroups(starts.length - 1, GROUPS)
  const sets = setsOf(groups.length)
  const without = new Map<string, Float64Array>()
  for (const [index, set] of sets.entries()) {
    await between(index / sets.length)
    const patients = set.flatMap((group) => groups[group] ?? [])
    const estimates = new Float64Array(ratings.length).fill(NaN)
    const said = estimateWithout(task, patients, patients)
    rowsOf(starts, patients).forEach((row, i) => {
      estimates.set(said.subarray(i * targets, (i + 1) * targets), row * targets)
    })
    without.set(keyOf(set), estimates)
  }
  return { groups, without }
}

/** Of one target: Float64[rows]. */
export function ofTarget(
  { groups, without }: GroupEstimates,
  targets: number,
  target: number,
): GroupEstimates {
  return {
    groups,
    without: new Map([...without].map(([key, estimates]) => [key, targetOf(estimates, targets, target)])),
  }
}

function estimatesFor({ without }: GroupEstimates, left: readonly number[]): Float64Array {
  return without.get(keyOf([...new Set(left)])) ?? new Float64Array()
}

/** The errors in a study without a group, each other group left out of it in turn. */
export function errorsWithoutGroup(
  rows: OneTarget,
  estimates: GroupEstimates,
  { range, group }: { readonly range: ItemRange; readonly group: number },
): HeldOutErrors {
  return errorsOf(rows, range, saidWithoutGroup(rows, estimates, group))
}

/** What is said in it. */
export function saidWithoutGroup(
  { starts, ratings }: OneTarget,
  estimates: GroupEstimates,
  group: number,
): SaidOf {
  const alone = new Float64Array(ratings.length).fill(NaN)
  estimates.groups.forEach((patients, other) => {
    if (other === group) return
    const said = estimatesFor(estimates, [other, group])
    for (const row of rowsOf(starts, patients)) alone[row] = said[row] ?? NaN
  })
  const gone = new Set(estimates.groups[group])
  return { estimateOf: (row) => alone[row] ?? NaN, isLeft: (patient) => gone.has(patient) }
}

/**
 * The share of pairs of visits of two patients that a model which saw neither of their groups puts in the rated order; in a study without a
 * group, if one is given. Ties of estimates count half. Null when all are rated alike.
 */
export function groupConcordance(
  { starts, ratings }: OneTarget,
  estimates: GroupEstimates,
  left: number | null,
): number | null {
  const { groups } = estimates
  const groupOf: number[] = []
  const patientOf: number[] = []
  groups.forEach((patients, group) => {
    for (const patient of patients) {
      for (const row of rowsOf(starts, [patient])) {
        groupOf[row] = group
        patientOf[row] = patient
      }
    }
  })
  let ordered = 0
  let comparable = 0
  for (let i = 0; i < ratings.length; i++) {
    if (groupOf[i] === left) continue
    for (let j = 0; j < i; j++) {
      const rated = (ratings[i] ?? NaN) - (ratings[j] ?? NaN)
      if (rated === 0 || groupOf[j] === left || patientOf[i] === patientOf[j]) continue
      const both = [groupOf[i] ?? NaN, groupOf[j] ?? NaN]
      const said = estimatesFor(estimates, left === null ? both : [...both, left])
      const apart = (said[i] ?? NaN) - (said[j] ?? NaN)
      comparable++
      if (apart === 0) ordered += 0.5
      else if (apart > 0 === rated > 0) ordered++
    }
  }
  return comparable === 0 ? null : ordered / comparable
}

import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { patientGroups } from '../ridge-system.ts'
import { deviationAt, targetOf } from './refitted.ts'
import type { PreparedHead, Rows } from './refitted.ts'

/** Parts of the patients that are left out in turn to choose a setting. */
const INNER_PARTS = 5

/** Errors that differ by so little, as a share, are equal but for rounding. */
const TIE = 1e-9

/** What models are fitted to together, on prepared data: as a rule one target. */
export interface Task {
  readonly prepared: PreparedHead
  /** Patient p has the rows from `starts[p]` up to, not including, `starts[p + 1]`. */
  readonly starts: readonly number[]
  /** Rows x targets, row after row. */
  readonly ratings: Float64Array
}

export function targetsOf({ starts, ratings }: Pick<Task, 'starts' | 'ratings'>): number {
  return ratings.length / (starts.at(-1) ?? NaN)
}

export function rowsOf(starts: readonly number[], patients: readonly number[]): number[] {
  return patients.flatMap((patient) => {
    const first = starts[patient] ?? NaN
    return Array.from({ length: (starts[patient + 1] ?? NaN) - first }, (_, index) => first + index)
  })
}

/** What an error of each target counts, so that several count alike, whatever their ranges: one by their variance. */
function weightsOfTargets(task: Task, rows: Rows): number[] {
  const targets = targetsOf(task)
  if (targets === 1) return [1]
  return Array.from({ length: targets }, (_, target) => {
    const deviation = deviationAt(targetOf(task.ratings, targets, target), rows)
    return deviation > 0 ? deviation ** -2 : 1
  })
}

interface Trial {
  readonly rows: Rows
  readonly others: Rows
  readonly settings: readonly HeadSettings[]
  /** Of each target. */
  readonly weights: readonly number[]
}

/** Adds the squares of what models of the fitted rows err on the others, for each setting. */
function addErrors(
  sums: Float64Array,
  { prepared, ratings }: Task,
  { rows, others, settings, weights }: Trial,
): void {
  const targets = weights.length
  prepared.estimates({ rows, ratings }, settings, others).forEach((estimates, index) => {
    others.forEach((row, i) => {
      weights.forEach((weight, target) => {
        const error = (estimates[i * targets + target] ?? NaN) - (ratings[row * targets + target] ?? NaN)
        sums[index] = (sums[index] ?? NaN) + weight * error ** 2
      })
    })
  })
}

/** The setting that errs least, in squares, on fifths of these patients that are left out in turn; of equally good ones the plainest. Needs two patients. */
export function chooseSetting(task: Task, patients: readonly number[]): HeadSettings {
  const { prepared, starts, ratings } = task
  const all = rowsOf(starts, patients)
  const settings = prepared.settings({ rows: all, ratings })
  if (settings.length === 1) return settings[0] ?? {}
  const weights = weightsOfTargets(task, all)
  const sums = new Float64Array(settings.length)
  for (const part of patientGroups(patients.length, INNER_PARTS)) {
    const left = new Set(part)
    const rows = rowsOf(
      starts,
      patients.filter((_, index) => !left.has(index)),
    )
    const others = rowsOf(
      starts,
      part.flatMap((index) => patients[index] ?? []),
    )
    addErrors(sums, task, { rows, others, settings, weights })
  }
  let best = Infinity
  let chosen: HeadSettings = settings[0] ?? {}
  settings.forEach((setting, index) => {
    const sum = sums[index] ?? NaN
    if (!(sum < best * (1 - TIE))) return
    best = sum
    chosen = setting
  })
  return chosen
}

/**
 * A model that never saw the patients of `left`, setting and all, and what it says of the rows x targets of others: rows in order of the patients
 * given.
 */
export function modelWithout(
  task: Task,
  left: readonly number[],
  of: readonly number[],
): { setting: HeadSettings; estimates: Float64Array } {
  const { prepared, starts, ratings } = task
  const gone = new Set(left)
  const patients = Array.from({ length: starts.length - 1 }, (_, patient) => patient).filter(
    (patient) => !gone.has(patient),
  )
  const setting = chooseSetting(task, patients)
  const fitted = { rows: rowsOf(starts, patients), ratings }
  return {
    setting,
    estimates: prepared.estimates(fitted, [setting], rowsOf(starts, of))[0] ?? new Float64Array(),
  }
}

/** What such a model says. */
export function estimateWithout(task: Task, left: readonly number[], of: readonly number[]): Float64Array {
  return modelWithout(task, left, of).estimates
}

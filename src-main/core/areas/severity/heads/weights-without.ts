import { fitRidge, prepareRidge, rowsByPatient } from '../ridge.ts'
import { chooseSetting, rowsOf } from './choose-setting.ts'
import type { RefittedHead } from './refitted.ts'

/** One item, one row a session. */
export interface OneItem {
  /** Float64[dim] a row. */
  readonly features: readonly Float64Array[]
  /** The patient of each row. */
  readonly groups: readonly string[]
  readonly ratings: readonly number[]
}

/**
 * The very model by which a patient is estimated that it must not have seen, setting and all: on raw features, then the intercept,
 * Float64[dim + 1].
 */
export type WeightsWithout = (data: OneItem, left: string) => Float64Array

export const ridgeWithout: WeightsWithout = ({ features, groups, ratings }, left) => {
  const rows = [...groups.keys()].filter((row) => groups[row] !== left)
  const prepared = prepareRidge({
    features: rows.map((row) => features[row] ?? new Float64Array()),
    groups: rows.map((row) => groups[row] ?? ''),
    targets: [rows.map((row) => ratings[row] ?? NaN)],
  })
  return fitRidge(prepared)[0]?.weights ?? new Float64Array()
}

/** Of a head whose models are fitted one by one: what all folds share is of all rows, as in its validation. */
export function refittedWithout(head: RefittedHead): WeightsWithout {
  return ({ features, groups, ratings }, left) => {
    const byPatient = rowsByPatient(groups)
    const order = [...byPatient.values()].flat()
    const starts = [0]
    for (const rows of byPatient.values()) starts.push((starts.at(-1) ?? 0) + rows.length)
    const task = {
      prepared: head.prepare(
        order.map((row) => features[row] ?? new Float64Array()),
        starts,
      ),
      starts,
      ratings: Float64Array.from(order, (row) => ratings[row] ?? NaN),
    }
    const others = [...byPatient.keys()].flatMap((patient, place) => (patient === left ? [] : [place]))
    const setting = chooseSetting(task, others)
    const fitted = { rows: rowsOf(starts, others), ratings: task.ratings }
    return task.prepared.weights(fitted, setting)[0] ?? new Float64Array()
  }
}

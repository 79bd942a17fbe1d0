import { randomIndex } from '../../statistics/random.ts'
import type { Random } from '../../statistics/random.ts'

/** In place; Fisher and Yates. */
function shuffle<Value>(values: Value[], random: Random): Value[] {
  for (let last = values.length - 1; last > 0; last--) {
    const other = randomIndex(random, last + 1)
    const value = values[last]
    const taken = values[other]
    if (value === undefined || taken === undefined) continue
    values[last] = taken
    values[other] = value
  }
  return values
}

/** A drawn order of patients: the same draw orders any selection of them, so that items that were rated in different visits are exchanged together. */
export function drawOrder(patients: readonly string[], random: Random): ReadonlyMap<string, number> {
  const places = shuffle([...patients.keys()], random)
  return new Map(patients.map((patient, index) => [patient, places[index] ?? NaN]))
}

/** Rows of each patient stand together, as in a system. */
export interface PatientRows {
  readonly patients: readonly string[]
  readonly starts: readonly number[]
}

export interface Draw {
  /** Place of each patient in the drawn order. */
  readonly order: ReadonlyMap<string, number>
  /** Goes on within patients. */
  readonly random: Random
}

/**
 * Ratings as they might be if faces had nothing to do with them: those of whole patients are exchanged. Patients with equally many visits
 * take each other's as they are; otherwise their means, and each patient's own differences from the mean are shuffled. The mean of
 * visits over patients is thus kept, and so is how much one patient's visits resemble each other.
 */
export function exchangePatients(
  { patients, starts }: PatientRows,
  ratings: Float64Array,
  { order, random }: Draw,
): Float64Array {
  const sources = [...patients.keys()].sort(
    (a, b) => (order.get(patients[a] ?? '') ?? NaN) - (order.get(patients[b] ?? '') ?? NaN),
  )
  const rowsOf = (patient: number): number[] =>
    Array.from(ratings.subarray(starts[patient], starts[patient + 1]))
  const own = patients.map((_, patient) => rowsOf(patient))
  const isEven = own.every(({ length }) => length === own[0]?.length)
  if (isEven) return Float64Array.from(sources.flatMap((source) => own[source] ?? []))
  const means = own.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length)
  return Float64Array.from(
    own.flatMap((values, patient) => {
      const shift = (means[sources[patient] ?? NaN] ?? NaN) - (means[patient] ?? NaN)
      return shuffle(values, random).map((value) => value + shift)
    }),
  )
}

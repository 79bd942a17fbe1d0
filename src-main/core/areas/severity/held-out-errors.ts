import type { PairedRows } from './pair-order.ts'
import { patientParts } from './patient-parts.ts'
import type { PatientParts, SeenPatient } from './patient-parts.ts'

/** Ends of the item's range; estimates are cut to it before they are shown, and so before they are judged. */
export interface ItemRange {
  readonly min: number
  readonly max: number
}

/** Of held-out estimates, and of guessing the mean rating of the other patients on the same visits. */
export interface HeldOutErrors extends PatientParts {
  readonly mae: number
  readonly rmse: number
  readonly baselineMae: number
  readonly baselineRmse: number
  readonly maeGain: number
  /** Null where the guess never errs. */
  readonly q2: number | null
}

type Rated = Pick<PairedRows, 'starts' | 'ratings'>

/** Sum of the ratings of each patient. */
function sumsOf({ starts, ratings }: Rated): number[] {
  return starts.slice(1).map((past, patient) => {
    let sum = 0
    for (let row = starts[patient] ?? NaN; row < past; row++) sum += ratings[row] ?? NaN
    return sum
  })
}

/** What is said of each row, and which patients the study is without. */
export interface SaidOf {
  /** By a model that did not see the row's patient, nor any who is left. */
  estimateOf(row: number): number
  isLeft(patient: number): boolean
}

/** In a study without the patients that are left. */
export function errorsOf(
  rows: Rated,
  { min, max }: ItemRange,
  { estimateOf, isLeft }: SaidOf,
): HeldOutErrors {
  const { starts, ratings } = rows
  const sums = sumsOf(rows)
  const size = (patient: number): number => (starts[patient + 1] ?? NaN) - (starts[patient] ?? NaN)
  const kept = [...sums.keys()].filter((patient) => !isLeft(patient))
  const count = kept.reduce((all, patient) => all + size(patient), 0)
  const whole = kept.reduce((all, patient) => all + (sums[patient] ?? NaN), 0)
  let absolute = 0
  let squared = 0
  let guessAbsolute = 0
  let guessSquared = 0
  const seen: SeenPatient[] = []
  for (const patient of kept) {
    const guess = (whole - (sums[patient] ?? NaN)) / (count - size(patient))
    const own: number[] = []
    for (let row = starts[patient] ?? NaN; row < (starts[patient + 1] ?? NaN); row++) {
      const rating = ratings[row] ?? NaN
      const estimate = Math.min(max, Math.max(min, estimateOf(row)))
      own.push(estimate)
      const error = estimate - rating
      absolute += Math.abs(error)
      squared += error * error
      guessAbsolute += Math.abs(guess - rating)
      guessSquared += (guess - rating) ** 2
    }
    seen.push({
      ratings: Array.from(ratings.slice(starts[patient], starts[patient + 1])),
      ...{ estimates: own, guess },
    })
  }
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    baselineMae: guessAbsolute / count,
    baselineRmse: Math.sqrt(guessSquared / count),
    maeGain: (guessAbsolute - absolute) / count,
    q2: guessSquared === 0 ? null : 1 - squared / guessSquared,
    ...patientParts(seen),
  }
}

/** What is said of each row in a study without patient `left`, if any. */
export function saidWithout({ ratings, alone, without }: PairedRows, left: number | null): SaidOf {
  return {
    estimateOf: (row) => (left === null ? alone[row] : without[left * ratings.length + row]) ?? NaN,
    isLeft: (patient) => patient === left,
  }
}

/**
 * Of all patients, each estimated without itself; or, with `left`, what these numbers are in a study without that patient: every
 * model is then one that did not see it either.
 */
export function heldOutErrors(rows: PairedRows, range: ItemRange, left: number | null): HeldOutErrors {
  return errorsOf(rows, range, saidWithout(rows, left))
}

import type { PairedRows } from './pair-order.ts'

/** Ends of the item's range; estimates are cut to it before they are shown, and so before they are judged. */
export interface ItemRange {
  readonly min: number
  readonly max: number
}

/** Of held-out estimates, and of guessing the mean rating of the other patients on the same visits. */
export interface HeldOutErrors {
  readonly mae: number
  readonly rmse: number
  readonly baselineMae: number
  readonly baselineRmse: number
  readonly maeGain: number
  /** Null where the guess never errs. */
  readonly q2: number | null
}

/** Sum and number of ratings, of all patients and of each. */
function totals({ starts, ratings }: PairedRows) {
  const sums = starts.slice(1).map((past, patient) => {
    let sum = 0
    for (let row = starts[patient] ?? NaN; row < past; row++) sum += ratings[row] ?? NaN
    return sum
  })
  return { sums, sum: sums.reduce((all, sum) => all + sum, 0) }
}

/**
 * Of all patients, each estimated without itself; or, with `left`, what these numbers are in a study without that patient: every
 * model is then one that did not see it either.
 */
export function heldOutErrors(rows: PairedRows, { min, max }: ItemRange, left: number | null): HeldOutErrors {
  const { starts, ratings, alone, without } = rows
  const { sums, sum } = totals(rows)
  const size = (patient: number): number => (starts[patient + 1] ?? NaN) - (starts[patient] ?? NaN)
  const count = ratings.length - (left === null ? 0 : size(left))
  const whole = sum - (left === null ? 0 : (sums[left] ?? NaN))
  let absolute = 0
  let squared = 0
  let guessAbsolute = 0
  let guessSquared = 0
  for (let patient = 0; patient < sums.length; patient++) {
    if (patient === left) continue
    const guess = (whole - (sums[patient] ?? NaN)) / (count - size(patient))
    for (let row = starts[patient] ?? NaN; row < (starts[patient + 1] ?? NaN); row++) {
      const rating = ratings[row] ?? NaN
      const raw = (left === null ? alone[row] : without[left * ratings.length + row]) ?? NaN
      const error = Math.min(max, Math.max(min, raw)) - rating
      absolute += Math.abs(error)
      squared += error * error
      guessAbsolute += Math.abs(guess - rating)
      guessSquared += (guess - rating) ** 2
    }
  }
  return {
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    baselineMae: guessAbsolute / count,
    baselineRmse: Math.sqrt(guessSquared / count),
    maeGain: (guessAbsolute - absolute) / count,
    q2: guessSquared === 0 ? null : 1 - squared / guessSquared,
  }
}

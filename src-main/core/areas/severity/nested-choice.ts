import { factorInPlace, solveInPlace } from '../../statistics/cholesky.ts'
import { solvedFor } from './ridge-system.ts'
import type { RidgeSystem, Smoothed } from './ridge-system.ts'

/** Errors that differ by so little, as a share, are equal but for rounding. */
const TIE = 1e-12

/** What a choice came to, for each target. */
export interface Choice {
  /** Of the penalty, of equally good ones the largest. */
  readonly steps: Int32Array
  /** Ratings less estimates of the rows that the models did not see: their rows x targets, row after row. */
  readonly errors: Float64Array
}

/** Room for the block and the errors of any one patient, made once a choice. */
interface Room {
  readonly block: Float64Array
  readonly errors: Float64Array
}

function roomFor({ starts, targets }: RidgeSystem): Room {
  const most = starts.reduce((size, start, index) => Math.max(size, start - (starts[index - 1] ?? start)), 0)
  return { block: new Float64Array(most * most), errors: new Float64Array(most * targets) }
}

interface InnerFold {
  readonly system: RidgeSystem
  readonly smoothed: Smoothed
  /** The patient that is left out in turn. */
  readonly inner: number
  /** What leaving out the patient does who is left out throughout, if any. */
  readonly outer: ReturnType<typeof solvedFor> | null
}

/** Adds the squared errors of patient `inner` in a model without `inner`, and without the one that `outer` was solved for. */
function addInner(
  sums: Float64Array,
  { block, errors }: Room,
  { system, smoothed: { apart, residuals }, inner, outer }: InnerFold,
): void {
  const { starts, targets } = system
  const rows = system.scores.length
  const first = starts[inner] ?? NaN
  const size = (starts[inner + 1] ?? NaN) - first
  const outerSize = outer?.size ?? 0
  for (let i = 0; i < size; i++) {
    const row = (first + i) * rows
    for (let j = 0; j <= i; j++) block[i * size + j] = apart[row + first + j] ?? NaN
    const from = (first + i) * targets
    for (let target = 0; target < targets; target++)
      errors[i * targets + target] = residuals[from + target] ?? NaN
    if (outer === null) continue
    for (let k = 0; k < outerSize; k++) {
      const takes = apart[row + outer.first + k] ?? NaN
      const across = k * rows + first
      for (let j = 0; j <= i; j++) {
        block[i * size + j] = (block[i * size + j] ?? NaN) - takes * (outer.across[across + j] ?? NaN)
      }
      for (let target = 0, at = i * targets, own = k * targets; target < targets; target++, at++, own++) {
        errors[at] = (errors[at] ?? NaN) - takes * (outer.errors[own] ?? NaN)
      }
    }
  }
  factorInPlace(block, size)
  solveInPlace(block, size, { values: errors, columns: targets })
  for (let i = 0; i < size; i++) {
    for (let target = 0; target < targets; target++) {
      const error = errors[i * targets + target] ?? NaN
      sums[target] = (sums[target] ?? NaN) + error * error
    }
  }
}

/**
 * For each target the penalty that errs least, in squares, on patients left out in turn. With `apart` a patient is left out throughout:
 * neither the ratings nor the features of that patient have a say, and `errors` are that patient's in the model chosen without.
 * Needs two patients more. Cost: steps x patients x targets x the square of a patient's visits.
 */
export function choosePenalty(system: RidgeSystem, apart: number | null): Choice {
  const { targets, starts } = system
  const best = new Float64Array(targets).fill(Infinity)
  const steps = new Int32Array(targets)
  const size = apart === null ? 0 : (starts[apart + 1] ?? NaN) - (starts[apart] ?? NaN)
  const errors = new Float64Array(size * targets)
  const sums = new Float64Array(targets)
  const room = roomFor(system)
  for (const step of system.steps(apart)) {
    const smoothed = system.at(step)
    const outer = apart === null ? null : solvedFor(smoothed, system, apart)
    sums.fill(0)
    for (let inner = 0; inner < starts.length - 1; inner++) {
      if (inner !== apart) addInner(sums, room, { system, smoothed, inner, outer })
    }
    for (let target = 0; target < targets; target++) {
      if (!((sums[target] ?? NaN) <= (best[target] ?? NaN) * (1 + TIE))) continue
      best[target] = sums[target] ?? NaN
      steps[target] = step
      for (let row = 0; row < size; row++) {
        errors[row * targets + target] = outer?.errors[row * targets + target] ?? NaN
      }
    }
  }
  return { steps, errors }
}

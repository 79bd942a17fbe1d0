import { choosePenalty } from './nested-choice.ts'
import type { RidgeSystem } from './smoothed-rows.ts'

/**
 * For each target the estimate of each row by a model that never saw the row's patient: origin and penalty are those of the
 * other patients. `ratings` and the estimates are in the order of the system; ratings rows x targets, row after row, estimates target by
 * target. `between` is awaited before each patient, with how many are done.
 */
export async function leaveEachOut(
  system: RidgeSystem,
  ratings: Float64Array,
  between: (done: number, total: number) => Promise<void>,
): Promise<Float64Array[]> {
  const { starts, targets } = system
  const estimates = Array.from({ length: targets }, () => new Float64Array(system.scores.length))
  const patients = starts.length - 1
  for (let patient = 0; patient < patients; patient++) {
    await between(patient, patients)
    const { errors } = choosePenalty(system, patient)
    const first = starts[patient] ?? NaN
    estimates.forEach((ofTarget, target) => {
      for (let row = first; row < (starts[patient + 1] ?? NaN); row++) {
        ofTarget[row] =
          (ratings[row * targets + target] ?? NaN) - (errors[(row - first) * targets + target] ?? NaN)
      }
    })
  }
  return estimates
}

import { errorsOfGroup } from './ridge.ts'
import type { PreparedRidge } from './ridge.ts'

/**
 * For each target the estimate of each row by a model that never saw the row's patient: origin and penalty are those of the
 * other patients. `between` is awaited before each patient, with how many are done.
 */
export async function leaveOnePatientOut(
  prepared: PreparedRidge,
  targets: readonly (readonly number[])[],
  between: (done: number, total: number) => Promise<void>,
): Promise<number[][]> {
  const estimates = targets.map((ratings) => new Array<number>(ratings.length).fill(NaN))
  const patients = [...prepared.rowsOf]
  for (const [done, [patient, rows]] of patients.entries()) {
    await between(done, patients.length)
    errorsOfGroup(prepared, patient).forEach((errors, target) => {
      const ofTarget = estimates[target]
      rows.forEach((row, index) => {
        if (ofTarget !== undefined) ofTarget[row] = (targets[target]?.[row] ?? NaN) - (errors[index] ?? NaN)
      })
    })
  }
  return estimates
}

/** For each row the mean rating of the other patients' sessions: what a model must beat. */
export function meanOfOtherPatients(ratings: readonly number[], groups: readonly string[]): number[] {
  return groups.map((patient) => {
    const others = ratings.filter((_, row) => groups[row] !== patient)
    return others.reduce((sum, rating) => sum + rating, 0) / others.length
  })
}

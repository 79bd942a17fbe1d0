import { applyRidge, fitRidge } from './ridge.ts'
import type { RidgeData } from './ridge.ts'

/**
 * For each target the estimate of each row by a model that never saw the row's patient: features standardised and the
 * penalty chosen anew among the other patients. `between` is awaited before each patient, with how many are done.
 */
export async function leaveOnePatientOut(
  { features, groups, targets }: RidgeData,
  between: (done: number, total: number) => Promise<void>,
): Promise<number[][]> {
  const estimates = targets.map(() => new Array<number>(features.length).fill(NaN))
  const patients = [...new Set(groups)]
  for (const [done, patient] of patients.entries()) {
    await between(done, patients.length)
    const isKept = (_: unknown, row: number): boolean => groups[row] !== patient
    const fits = fitRidge({
      features: features.filter(isKept),
      groups: groups.filter(isKept),
      targets: targets.map((target) => target.filter(isKept)),
    })
    features.forEach((row, index) => {
      if (groups[index] !== patient) return
      fits.forEach(({ weights }, target) => {
        const ofTarget = estimates[target]
        if (ofTarget !== undefined) ofTarget[index] = applyRidge(weights, row)
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

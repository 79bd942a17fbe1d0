/** Below so many patients a result says that the way is worth going, not how well a model does (Poldrack et al., JAMA Psychiatry 2020; 77: 534). */
const FEASIBILITY_BELOW = 100

/** Quantiles of the normal distribution for 5 %, two-sided, and 80 % power. */
const BOTH_SIDES_AND_POWER = 1.96 + 0.8416

/**
 * The correlation of estimates with ratings, on patients that neither saw before, that a study of so many patients finds in four of five cases
 * (two-sided 5 %, by Fisher's z); null below 4 patients, where there is none.
 */
export function smallestDetectableCorrelation(nPatients: number): number | null {
  return nPatients < 4 ? null : Math.tanh(BOTH_SIDES_AND_POWER / Math.sqrt(nPatients - 3))
}

/** What is to be said with every result of a study of this size; null for one that is large enough. */
export function feasibilityNote(nPatients: number): string | null {
  const detectable = smallestDetectableCorrelation(nPatients)
  if (nPatients >= FEASIBILITY_BELOW || detectable === null) return null
  return `Feasibility result, as there are fewer than ${FEASIBILITY_BELOW} patients: with ${nPatients}, a correlation below about ${detectable.toFixed(2)} is missed more often than in one of five studies.`
}

/** Levels an interval may have, and the patients from which each can be reached. */
const LEVELS = [
  { level: 0.95, fromPatients: 20 },
  { level: 0.9, fromPatients: 9 },
  { level: 0.8, fromPatients: 4 },
] as const

export const INTERVAL_METHOD =
  'estimate plus or minus a quantile over patients of the largest leave-one-patient-out error of each, cut to the range of the item'

export interface IntervalWidth {
  /** Share of new patients whose ratings are meant to lie within. */
  readonly level: number
  /** Points of the scale, to both sides. */
  readonly halfWidth: number
}

/**
 * Half-width of a prediction interval in the manner of conformal prediction (Vovk et al. 2005; the jackknife of
 * Barber et al., Annals of Statistics 2021; 49: 486-507), with the patient as unit: of n patients' largest errors the one of
 * rank ceil((n + 1) level). With few patients a high level cannot be reached, so a lower one is taken and stated. The coverage
 * is nominal: the models of the folds differ a little from the one that is applied.
 * Throws RangeError below 4 patients.
 */
export function intervalWidth(errors: readonly number[], patients: readonly string[]): IntervalWidth {
  const largest = new Map<string, number>()
  patients.forEach((patient, row) => {
    largest.set(patient, Math.max(largest.get(patient) ?? 0, Math.abs(errors[row] ?? NaN)))
  })
  const n = largest.size
  const level = LEVELS.find(({ fromPatients }) => n >= fromPatients)?.level
  if (level === undefined) throw new RangeError(`no interval can be had from ${n} patients`)
  const sorted = [...largest.values()].sort((a, b) => a - b)
  // 20 x 0.95 may come out a hair above 19.
  const rank = Math.min(n, Math.ceil((n + 1) * level - 1e-9))
  return { level, halfWidth: sorted[rank - 1] ?? NaN }
}

/** Levels that an interval is asked for, and the patients from which each can be reached. */
const LEVELS = [
  { level: 0.95, fromPatients: 19 },
  { level: 0.9, fromPatients: 9 },
  { level: 0.8, fromPatients: 4 },
] as const

export interface IntervalWidth {
  /** Share of new patients whose ratings are meant to lie within. */
  readonly level: number
  /** Points of the scale, to both sides. */
  readonly halfWidth: number
}

/** Of n errors in ascending order the one of rank ceil((n + 1) level): an error yet unseen is no larger in rank / (n + 1). */
function widthOf(sorted: readonly number[]): IntervalWidth {
  const n = sorted.length
  const asked = LEVELS.find(({ fromPatients }) => n >= fromPatients)?.level
  if (asked === undefined) throw new RangeError(`no interval can be had from ${n} patients`)
  // 20 x 0.95 may come out a hair above 19.
  const rank = Math.min(n, Math.ceil((n + 1) * asked - 1e-9))
  return { level: rank / (n + 1), halfWidth: sorted[rank - 1] ?? NaN }
}

/**
 * Half-width of the prediction interval of one patient's visits, in the manner of conformal prediction (Vovk et al. 2005; the
 * jackknife of Barber et al., Annals of Statistics 2021; 49: 486-507), with the patient as unit: a quantile over the largest
 * errors of the *other* patients, as one that holds the patient's own error would always hold the rating. With few patients a
 * high level cannot be reached, so a lower one is taken; the level that the rank amounts to is stated. The coverage is nominal:
 * the models of the folds differ a little from the one that is applied.
 * `errors` and `patients` are of the rated sessions, row by row. The answer throws RangeError below 4 others.
 */
export function intervalWidths(
  errors: readonly number[],
  patients: readonly string[],
): (patient: string) => IntervalWidth {
  const largest = new Map<string, number>()
  patients.forEach((patient, row) => {
    largest.set(patient, Math.max(largest.get(patient) ?? 0, Math.abs(errors[row] ?? NaN)))
  })
  const known = new Map<string, IntervalWidth>()
  return (patient) => {
    // All who were not in the training have all the trained ones as others.
    const key = largest.has(patient) ? patient : ''
    const width =
      known.get(key) ??
      widthOf([...largest].flatMap(([other, error]) => (other === key ? [] : [error])).sort((a, b) => a - b))
    known.set(key, width)
    return width
  }
}

import type { PairedRows } from './pair-order.ts'

/**
 * What held-out estimates tell of patients, and what of the visits of one patient: both parts are in every pooled number, while a trial asks for
 * the second alone.
 */
export interface PatientParts {
  /** 1 minus the sum of squared errors of patients' means over that of guessing the mean rating of the others; null where that never errs. */
  readonly meansQ2: number | null
  /**
   * The same of the change from one visit to another of the same patient, against guessing that nothing changed; null where nothing did.
   * Each patient counts alike, however many pairs of visits there are.
   */
  readonly changesQ2: number | null
  /** Share of changed ratings that the estimates follow in direction, no change of the estimate half; each patient counts alike. */
  readonly changeOrder: number | null
}

/** Fewer patients who changed say nothing of a change. */
export const MIN_CHANGED_PATIENTS = 8

interface Change {
  readonly rated: number
  readonly estimated: number
}

/** Of one patient: every pair of visits. Both estimates are by one model, which never saw the patient. */
function changesOf(ratings: readonly number[], estimates: readonly number[]): Change[] {
  return ratings.flatMap((rating, i) =>
    ratings.slice(0, i).map((earlier, j) => ({
      rated: rating - earlier,
      estimated: (estimates[i] ?? NaN) - (estimates[j] ?? NaN),
    })),
  )
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const ratio = (errors: readonly number[], guesses: readonly number[]): number | null => {
  const guessed = mean(guesses)
  return guesses.length === 0 || guessed === 0 ? null : 1 - mean(errors) / guessed
}

/** Whether the estimates moved as the ratings did: 1 yes, 0 no, 0.5 not at all. Only of changes. */
function isFollowed({ rated, estimated }: Change): number {
  return estimated === 0 ? 0.5 : Number(estimated > 0 === rated > 0)
}

/** One patient who is looked at, with a guess by the other patients' ratings. */
export interface SeenPatient {
  readonly ratings: readonly number[]
  /** Cut to the range of the item. */
  readonly estimates: readonly number[]
  readonly guess: number
}

/** How many patients have visits with different ratings. */
export function changedPatients({ starts, ratings }: Pick<PairedRows, 'starts' | 'ratings'>): number {
  return starts.slice(1).filter((past, patient) => {
    const own = ratings.slice(starts[patient], past)
    return own.some((rating) => rating !== own[0])
  }).length
}

export function patientParts(patients: readonly SeenPatient[]): PatientParts {
  const means = patients.map(({ ratings, estimates, guess }) => ({
    error: (mean(estimates) - mean(ratings)) ** 2,
    guessed: (guess - mean(ratings)) ** 2,
  }))
  const changes = patients
    .map(({ ratings, estimates }) => changesOf(ratings, estimates))
    .filter((ofPatient) => ofPatient.length > 0)
  const changed = changes
    .map((ofPatient) => ofPatient.filter(({ rated }) => rated !== 0))
    .filter((ofPatient) => ofPatient.length > 0)
  return {
    meansQ2: ratio(
      means.map(({ error }) => error),
      means.map(({ guessed }) => guessed),
    ),
    changesQ2: ratio(
      changes.map((ofPatient) => mean(ofPatient.map(({ rated, estimated }) => (estimated - rated) ** 2))),
      changes.map((ofPatient) => mean(ofPatient.map(({ rated }) => rated ** 2))),
    ),
    changeOrder:
      changed.length === 0 ? null : mean(changed.map((ofPatient) => mean(ofPatient.map(isFollowed)))),
  }
}

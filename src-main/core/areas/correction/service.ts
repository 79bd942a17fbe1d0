export interface Correction {
  readonly patientCode: string
  /** Null for all visits of the patient. */
  readonly visitLabel: string | null
  /** What it shall be; what is not given stays. */
  readonly to: {
    readonly patientCode?: string
    /** Of one visit only. */
    readonly visitLabel?: string
    /** Of one visit only; ISO 8601, null for none. */
    readonly visitDate?: string | null
  }
  /** Also when there is a patient with the new code already, whose visits they then are, too. */
  readonly mayMerge: boolean
  /** Code of who corrects it; null where nobody said. */
  readonly rater: string | null
}

/** Setting right what a visit, or its patient, is called, and when it was. */
export interface CorrectionService {
  /**
   * One step, which can be taken back; answers how many visits it changed. Throws AppError `not-found`, `bad-request`, and
   * `conflict` with the visits that two patients both have, or when there is a patient with the new code and none may be merged.
   */
  correct(correction: Correction): number
}

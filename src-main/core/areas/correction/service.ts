import type { CorrectionRequest } from '#shared/domain/correction.ts'

export interface Correction extends CorrectionRequest {
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

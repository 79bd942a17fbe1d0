import type { Removable, RemovalCount, RemovalResult } from '#shared/domain/removal.ts'

export interface RemovalRequest {
  readonly what: Removable
  /** The patient's code, as it was typed. */
  readonly confirmed: string
  /** Those that hold what is removed, too. */
  readonly deleteBackups: boolean
  /** Code of who removes it; null where nobody said. */
  readonly rater: string | null
  /** Throws what stands in the way; asked once more when the last thing that had to be waited for is done. */
  readonly beforeAnything?: () => void
}

/** Removing for good what the study holds of a patient, a visit, a video or a clip, as when consent is withdrawn. */
export interface RemovalService {
  /** The patient with this code. Throws AppError `not-found`. */
  patient(code: string): Removable
  /** Throws AppError `not-found`. */
  count(what: Removable): RemovalCount
  /**
   * Cannot be taken back. All rows go at once or none; what a killed program left of it goes when the study is next opened.
   * Throws AppError `not-found`, `bad-request` when the code is another.
   */
  remove(request: RemovalRequest): Promise<RemovalResult>
}

import type { Covariate, KnownCovariate, SaveCovariates } from '#shared/domain/covariate.ts'

export interface CovariateService {
  /** The usual ones and the study's own. */
  kinds(): Covariate[]
  /** As it is stored, visit by visit. */
  known(): KnownCovariate[]
  /**
   * Texts as they were typed; one step. What is the patient's is written at all visits of the patient. Throws AppError
   * `out-of-range` with the first that is not possible, `not-found`.
   */
  save(request: SaveCovariates, by?: string | null): void
  /** Adds a kind, or sets one of the study's own right. Throws AppError `bad-request`, `conflict`. */
  define(covariate: Covariate, by?: string | null): void
  /** Throws AppError `conflict` while anything is known of it, `not-found`. */
  removeKind(id: string, by?: string | null): void
}

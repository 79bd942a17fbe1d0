import type { RaterAgreement, SeverityModel, SeverityReport } from '#shared/domain/severity.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface FitResult {
  readonly models: readonly SeverityModel[]
  readonly refused: readonly { readonly itemId: string; readonly message: string }[]
}

export interface SeverityService {
  /** `itemIds: null` means every item of the scale that a face can show. */
  fit(
    request: { scaleId: string; itemIds: readonly string[] | null; packId: string },
    control: JobControl,
  ): Promise<FitResult>
  /** Newest model of each item and pack. */
  models(): SeverityModel[]
  report(modelId: number): SeverityReport
  /**
   * `itemId` may be a total's id. Null when no session was rated by both. Throws AppError `cancelled` when the next one was
   * asked for meanwhile.
   */
  agreement(request: {
    scaleId: string
    itemId: string
    raterA: string
    raterB: string
  }): Promise<RaterAgreement | null>
}

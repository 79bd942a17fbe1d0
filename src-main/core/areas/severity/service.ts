import type { RaterAgreement, SeverityModel, SeverityReport } from '#shared/domain/severity.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface FitResult {
  readonly models: readonly SeverityModel[]
  readonly refused: readonly { readonly itemId: string; readonly message: string }[]
}

export interface FitRequest {
  readonly scaleId: string
  readonly itemIds: readonly string[] | null
  readonly packId: string
  /** Not given: false. */
  readonly differentPeople?: boolean | undefined
  /** Whether ratings that were made with estimates in view count, too. Not given: false. */
  readonly unblinded?: boolean | undefined
}

export interface SeverityService {
  /**
   * `itemIds: null` means every item of the scale that a face can show. With `differentPeople` patients who look like one
   * person are taken for several, as somebody said; else it throws AppError `same-person`.
   */
  fit(request: FitRequest, control: JobControl): Promise<FitResult>
  /** Throws AppError `same-person` when two patients who are rated on the scale seem to be one. */
  requireApart(request: Pick<FitRequest, 'scaleId'>): void
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

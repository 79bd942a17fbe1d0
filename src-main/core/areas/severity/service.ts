import type {
  HeadDifference,
  RaterAgreement,
  SeverityModel,
  SeverityReport,
} from '#shared/domain/severity.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type { EstimateParts } from '#shared/domain/estimate-parts.ts'
import type { CorrelationMatrix, CorrelationRequest } from '#shared/domain/correlation-matrix.ts'
import type { GroupCourseRequest, GroupCourses } from '#shared/domain/group-course.ts'
import type { ExportResult } from '#shared/domain/export.ts'
import type { AppliedHeadResult, HeadCard } from '#shared/domain/severity-head.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { ExternalValidation } from './external-validation.ts'

export interface FitResult {
  readonly models: readonly SeverityModel[]
  readonly refused: readonly { readonly itemId: string; readonly message: string }[]
  /** Whether the same had been fitted before, so that nothing was to be reckoned. Not given: no. */
  readonly isKept?: boolean
}

export interface FitRequest {
  readonly scaleId: string
  /** Of items, totals and subscales. */
  readonly itemIds: readonly string[] | null
  readonly packId: string
  /** Not given: false. */
  readonly differentPeople?: boolean | undefined
  /** Whether ratings that were made with estimates in view count, too. Not given: false. */
  readonly unblinded?: boolean | undefined
  /** Whether items that are named are fitted though a face cannot show them, with a warning that stays. Not given: false. */
  readonly insists?: boolean | undefined
  /** Not given: ridge. */
  readonly head?: HeadId | undefined
  /** Not given: the mean embedding. */
  readonly features?: FeatureKind | undefined
  /** Whose prompts the features are of, where they are; null or not given: the one in use. */
  readonly promptSetId?: number | null | undefined
}

export interface SeverityService {
  /**
   * `itemIds: null` means every item of the scale that a face can show. With `differentPeople` patients who look like one
   * person are taken for several, as somebody said; else it throws AppError `same-person`.
   */
  fit(request: FitRequest, control: JobControl): Promise<FitResult>
  /** Throws AppError `same-person` when two patients who are rated on the scale seem to be one. */
  requireApart(request: Pick<FitRequest, 'scaleId'>): void
  /** Newest model of each item, pack, head and kind of features. */
  models(): SeverityModel[]
  /** Of each item and pack the model that was fitted last, whatever its head: whose estimates are shown and exported. */
  inUse(): SeverityModel[]
  report(modelId: number): SeverityReport
  /** The newest models that were held against the same ratings as this one, this one first. */
  compare(modelId: number): HeadDifference[]
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

export interface CorrelationService {
  /**
   * Rank correlations over patients of the items of a scale among themselves, or of those that a face can show with the prompts of a set.
   * Throws AppError `not-found` for an unknown scale or set.
   */
  matrix(request: CorrelationRequest): Promise<CorrelationMatrix>
}

export interface CourseService {
  /** Means of groups of patients from visit to visit. Throws AppError `not-found`, `bad-request`. */
  courses(request: GroupCourseRequest): GroupCourses
}

export interface PartsService {
  /** What the estimate of one visit is made of, as it is stored. Throws AppError `not-found`. */
  of(request: { readonly modelId: number; readonly sessionId: number }): Promise<EstimateParts>
}

/** What a head from a file says of a session here. Never a measurement. */
export interface HeadEstimate {
  readonly sessionId: number
  readonly patientCode: string
  readonly value: number
  /** Mean over raters who had not seen estimates of the visit; null where there is none. */
  readonly rating: number | null
  readonly nClips: number
  readonly faceShare: number
}

export interface AppliedHead {
  readonly card: HeadCard
  /** In order of patient and visit. */
  readonly estimates: readonly HeadEstimate[]
  /** It was fitted in this study, or in what this one is a copy of: the patients here are those that it learnt from. */
  readonly learntHere: boolean
  /** Null where no visit with an estimate is rated, and where it learnt from these very patients. */
  readonly validation: ExternalValidation | null
}

export interface HeadService {
  /** Writes a model's card and ONNX file into a folder; returns their names. Throws AppError `not-found`. */
  save(modelId: number, folder: string): Promise<{ files: string[] }>
  /**
   * Estimates of all sessions here by the head of this card; nothing is stored. Throws AppError `file-unreadable`, `conflict` when scale, item
   * or pack are others, `nothing-to-do` when no session has numbers of the pack.
   */
  apply(cardFile: string): Promise<AppliedHead>
  /** The same into a folder, as tables that say where each estimate comes from. */
  applyInto(
    cardFile: string,
    folder: string,
  ): Promise<{
    applied: AppliedHead
    statistics: AppliedHeadResult['statistics']
    written: ExportResult
  }>
}

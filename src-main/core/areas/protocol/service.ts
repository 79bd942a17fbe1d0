import type { FitAsked } from '#shared/domain/as-planned.ts'
import type { Protocol, ProtocolPlan } from '#shared/domain/protocol.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'

/** A fit just as a protocol plans it. */
export interface PlannedFit {
  readonly scaleId: string
  readonly itemIds: string[]
  readonly packId: string
  readonly unblinded: boolean
  readonly insists: boolean
  readonly head: HeadId
  readonly features: FeatureKind
  readonly promptSetId: number | null
}

export interface ProtocolService {
  /** In order of freezing. */
  list(): Protocol[]
  /** Throws AppError `not-found`. */
  byNumber(n: number): Protocol
  /**
   * Freezes what is planned, with everything that it names as it is now. Throws AppError `not-found` for what it names and is not there,
   * `conflict` where a protocol plans one of these items already and is not the one that is amended, `bad-request`.
   */
  freeze(plan: ProtocolPlan, by?: string | null): Protocol
  /** Throws AppError `not-found`, `conflict` where it was amended or cannot be followed any more. */
  plannedFit(sha256: string): PlannedFit
  /** The protocol that such a fit is to be measured by, as far as one is frozen now. */
  measure(asked: FitAsked): Protocol | null
}

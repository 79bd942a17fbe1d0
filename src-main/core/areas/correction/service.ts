import type {
  CorrectionRequest,
  Mergeable,
  MergePlan,
  MergeRequest,
  RaterRenameRequest,
  VideoMoveRequest,
} from '#shared/domain/correction.ts'

export interface Correction extends CorrectionRequest {
  /** Code of who corrects it; null where nobody said. */
  readonly rater: string | null
}

export interface VideoMove extends VideoMoveRequest {
  readonly rater: string | null
}

export interface RaterRename extends RaterRenameRequest {
  readonly rater: string | null
}

export interface Merge extends MergeRequest {
  readonly rater: string | null
}

/** Setting right what a visit, or its patient, is called, and when it was. */
export interface CorrectionService {
  /**
   * One step, which can be taken back; answers how many visits it changed. Throws AppError `not-found`, `bad-request`, and
   * `conflict` with the visits that two patients both have, or when there is a patient with the new code and none may be merged.
   */
  correct(correction: Correction): number
  /**
   * A video becomes one of another visit, with its clips, their captions and predictions, and whoever is seen in it. One
   * step, which can be taken back. Throws AppError `not-found`, and `conflict` when that visit has the same video.
   */
  moveVideo(move: VideoMove): void
  /** One step, which can be taken back. Throws AppError `not-found`, and `conflict` where there is a rater with this code. */
  renameRater(rename: RaterRename): void
  /** What `merge` would do. Throws AppError where it cannot be done at all. */
  planMerge(what: Mergeable): MergePlan
  /**
   * Two raters, or two visits of one patient, become one: one step, which can be taken back. Throws AppError `not-found`,
   * `bad-request`, and `conflict` with the places where both say something else, while nobody says whose counts.
   */
  merge(merge: Merge): void
}

import type {
  Annotated,
  Annotation,
  ChangedAnnotation,
  NewAnnotation,
  NewTier,
  Tier,
} from '#shared/domain/annotation.ts'
import type { Caption, CaptionRevision, SaveCaption } from '#shared/domain/caption.ts'
import type { Sight } from '#shared/domain/sight.ts'

export interface CaptionService {
  list(clipId: number): Caption[]
  get(captionId: number): Caption | null
  /**
   * On disk when it returns. The same text again makes no new revision. What the rater could have known goes with the
   * text; without a `sight` it is not known. `by`: code of who does it, null for nobody named; the caption's rater when
   * not given.
   */
  save(caption: SaveCaption, sight?: Sight, by?: string | null): Caption
  /** The same while it is being typed: all that is typed until it is done, or rests, is one step and one revision. */
  type(caption: SaveCaption, sight?: Sight, by?: string | null): Caption
  /** What was typed of this whole clip by this rater is done. */
  finish(clipId: number, raterId: number): void
  /** Newest first, the current text included. */
  history(captionId: number): CaptionRevision[]
  /** Waits for no rest any more. */
  close(): void
}

/** Which annotations: those of a clip, or those of a video itself. */
export interface AnnotationsAsked {
  readonly of: Annotated
  /** Not given: of all raters, and what runs proposed. */
  readonly raterId?: number
  readonly tierUid?: string
}

/**
 * Tiers, and what is said in those other than captions. `by`: code of who does it, null for nobody named. Whoever hands on
 * what is listed passes it through the blind gate first.
 */
export interface AnnotationService {
  /** Without deleted ones, that of captions first. */
  tiers(): Tier[]
  /** Throws AppError `bad-request`, or `conflict` when there is one of this name. */
  createTier(tier: NewTier, by: string | null): Tier
  /** Throws AppError `not-found`, `bad-request`, `conflict`. */
  renameTier(uid: string, name: string, by: string | null): Tier
  /** With what is said in it, which comes back with it. Throws AppError `not-found`, `conflict`. */
  deleteTier(uid: string, by: string | null): void
  /** In order of time, whole clips first. */
  list(asked: AnnotationsAsked): Annotation[]
  get(uid: string): Annotation | null
  /**
   * On disk when it returns. `sight`: what the rater could have known; not known when not given. `by` as for captions.
   * Throws AppError `bad-request`, `not-found`, `out-of-range`, `conflict`.
   */
  put(annotation: NewAnnotation, sight?: Sight, by?: string | null): Annotation
  /** Its span and its value; the same again changes nothing. Throws as `put` does. */
  change(change: ChangedAnnotation & { readonly uid: string }, sight?: Sight, by?: string | null): Annotation
  /** Throws AppError `not-found`. */
  delete(uid: string, by?: string | null): void
}

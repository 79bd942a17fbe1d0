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

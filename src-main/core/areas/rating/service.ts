import type { Anchors } from '#shared/domain/anchors.ts'
import type { HiddenKind, Sight } from '#shared/domain/sight.ts'
import type { NewConsensus, Rater } from '#shared/domain/rater.ts'
import type { OwnScale, SaveScale } from '#shared/domain/own-scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { DateScores, SaveScore, SaveScores, Score } from '#shared/domain/score.ts'

/** What raters were shown of visits that blind work hides. */
export interface BlindingService {
  /** On disk when it returns. */
  noteShown(raterId: number, kind: HiddenKind, sessionIds: readonly number[]): void
  /** What the rater could know of a visit by now. */
  sightOf(raterId: number, sessionId: number): Sight
}

export interface RaterService {
  list(): Rater[]
  /** The rater with this code, or whom they became one with; null when there is none. */
  whoIs(code: string): Rater | null
  /** The same, made if there is none. */
  ensure(code: string, by?: string | null): Rater
  /** Several raters who rate together from now on. Throws AppError `bad-request`, `not-found`, `conflict`. */
  addConsensus(consensus: NewConsensus, by?: string | null): Rater
}

export interface AnchorsFile {
  readonly scaleId: string
  /** As sentences name it. */
  readonly fileName: string
  readonly bytes: Buffer
}

export interface ScaleService {
  list(): Scale[]
  /** Those that somebody rated on come first. */
  listRatedFirst(): Scale[]
  /** Throws AppError `bad-request` with the first thing that is wrong with the file. */
  add(json: string, by?: string | null): Scale
  /** Those that the users made or added, with what hangs on them. */
  own(): OwnScale[]
  /**
   * A new scale, or another content of an own one, with its anchor texts, as one step. Throws AppError `bad-request`,
   * `not-found` where the one to change is no own one, and `conflict` where ratings would lose their item or its range.
   */
  save(wanted: SaveScale, by?: string | null): Scale
  /** Its anchor texts, too. Throws AppError `conflict` where there are ratings, `not-found`. */
  remove(scaleId: string, by?: string | null): void
  /** The text of its file, with the anchor texts. Throws AppError `not-found`. */
  fileOf(scaleId: string): { readonly scale: Scale; readonly json: string }
  /** Null for none. */
  anchors(scaleId: string): Anchors | null
  /**
   * From a CSV file with the columns item, score and text, in place of those that were there. Throws AppError
   * `bad-request` with the first thing that is wrong with the file, `not-found` for an unknown scale.
   */
  loadAnchors(file: AnchorsFile, by?: string | null): Anchors
  removeAnchors(scaleId: string, by?: string | null): void
}

export interface ScoreService {
  list(sessionId: number): Score[]
  ofScale(scaleId: string): Score[]
  /**
   * Null when both value and reason are null: the score is cleared. `by` as for captions. Throws AppError `out-of-range`.
   */
  save(score: SaveScore, sight?: Sight, by?: string | null): Score | null
  /**
   * All of them as one step, or none: the first that is not possible is thrown, with its visit. Answers those that are
   * there now. `sightOf` is asked once a visit. Throws as `save` does, and `bad-request` where a cell is named twice.
   */
  saveMany(wanted: SaveScores, sightOf: (sessionId: number) => Sight | null, by?: string | null): Score[]
  /** Another day of all that the rater gave there, as one step. Throws AppError `not-found`, `out-of-range` for a day to come. */
  date(request: DateScores, by?: string | null): void
}

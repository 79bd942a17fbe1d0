import type { VideoProbe } from '#shared/domain/clip.ts'
import type { ImportNote, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { MissingReason } from '#shared/domain/score.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { ReadProblem } from '../../exchange/read-problem.ts'
import type { FoundFile } from './walk-folder.ts'

/** Line of a text file that something came from. */
export interface Source {
  readonly file: string
  readonly line: number
}

/** A video file with what was read of it, or the reason why it cannot be taken. */
export interface VideoDraft extends FoundFile {
  /** Normalised to NFC, so that a name compares equal on every system. */
  readonly fileName: string
  readonly content: VideoContent | null
  readonly refusal: ImportRefusal | null
}

export interface VideoContent {
  readonly sha256: string
  /** See `hashParts`. */
  readonly partsSha256: string | null
  readonly probe: VideoProbe
  /** What is usable of it but not as it should be; not given for a video that the study knows. */
  readonly remarks?: readonly string[]
}

export interface CaptionDraft {
  /** File name of the video, NFC. */
  readonly video: string
  /** Where none of its names is a rater's. */
  readonly raterCode: string
  /** Names that the file gives it, nearest first; not given for none. */
  readonly names?: readonly string[]
  readonly text: string
  readonly startMs: number | null
  readonly endMs: number | null
  /** A span that covers the whole video is the caption of the whole clip (from WebVTT, which has only spans). */
  readonly mayBeWhole: boolean
  /** The clip that the row is about, where it says so; null for the clip that it lies in. */
  readonly clipSpan: TimeSpan | null
  /** The row itself says that it was made up, whatever its session says. */
  readonly synthetic: boolean
  /** Ids of the inferences that it is taken by; not given for none. */
  readonly inferences?: readonly string[]
  readonly source: Source
}

export interface ScoreDraft {
  readonly raterCode: string
  readonly scaleId: string
  readonly itemId: string
  /** Column name, for sentences. */
  readonly column: string
  readonly value: number | null
  readonly missingReason: MissingReason | null
  readonly synthetic: boolean
  /** Day of the rating; not given where the file does not say it. */
  readonly ratedOn?: string
  /** Ids of the inferences that it is taken by; not given for none. */
  readonly inferences?: readonly string[]
  readonly source: Source
}

/** One visit as the folders describe it; nothing of it is in the study yet. */
export interface SessionDraft {
  /** As a person reads it. */
  readonly folder: string
  /** Absolute; null for a session of the study that only a table names. */
  readonly path: string | null
  readonly patientCode: string
  readonly visitLabel: string
  readonly visitDate: string | null
  readonly synthetic: boolean
  readonly defaultRater: string
  /** Why nothing of this folder can be taken; null when it can. */
  readonly refusal: ImportRefusal | null
  videos: readonly VideoDraft[]
  readonly captions: CaptionDraft[]
  readonly scores: ScoreDraft[]
  /** What was left out while reading, by what it counts as. */
  readonly refusedVideos: ImportRefusal[]
  readonly refusedCaptions: ImportRefusal[]
  readonly refusedScores: ImportRefusal[]
  /** Told and taken: what nobody should have to find out later. */
  readonly notes: ImportNote[]
}

export function toRefusal(file: string, problem: ReadProblem): ImportRefusal {
  const { line, code, message, count } = problem
  return { file, line, code, message, ...(count === undefined ? {} : { count }) }
}

export function toNote(file: string, { line, code, message }: ReadProblem): ImportNote {
  return { file, line, code, message }
}

/** One visit has one name in a study, whatever folders it came from. */
export function sessionKey({ patientCode, visitLabel }: { patientCode: string; visitLabel: string }): string {
  return JSON.stringify([patientCode, visitLabel])
}

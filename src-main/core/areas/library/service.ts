import type { StudySummary } from '#shared/domain/study.ts'
import type { Session } from '#shared/domain/session.ts'
import type { ClassChoice } from '../prediction/service.ts'
import type { ClipDetail, ClipRow } from '#shared/domain/clip.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface WantedRows {
  readonly clipIds: readonly number[]
  readonly sessionIds: readonly number[]
}

export interface LibraryService {
  summary(): StudySummary
  sessions(): Session[]
  /**
   * Ordered by patient, visit date, visit label, ordinal. Predictions are those of the choice and no others, so that a
   * list of them is of one pack and one prompt set; none without a choice.
   */
  clips(choice?: ClassChoice | null): ClipRow[]
  /** Of these clips and of all clips of these sessions, in the same order; those that are not there are left out. */
  rows(wanted: WantedRows, choice?: ClassChoice | null): ClipRow[]
  clip(clipId: number, choice?: ClassChoice | null): ClipDetail
  /** Absolute path of a video of this study; null when unknown or not there. */
  videoFile(videoId: number): string | null
  /** Absolute path of a cached JPEG, made when first asked for; null when the video cannot be read. */
  thumbnailFile(clipId: number): Promise<string | null>
  /**
   * Looks which videos are not where they should be: their clips have that problem from then on. Announces `library`
   * when something changed.
   */
  lookForMissing(): Promise<void>
  /** Looks below a folder for missing videos by content and repairs their paths. */
  relink(
    folder: string,
    control: JobControl,
    by?: string | null,
  ): Promise<{ found: number; stillMissing: number }>
}

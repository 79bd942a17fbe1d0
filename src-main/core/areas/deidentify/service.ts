import type { JobControl } from '../../jobs/job-control.ts'

/** A copy in which no face but the patient's could be found. */
export interface DeidentifiedClip {
  readonly clipId: number
  readonly fileName: string
  /** Looked at in the source, every one. */
  readonly frames: number
  /** Times that another face than the patient's was seen in one of them. */
  readonly facesBlurred: number
  /** How often it was made, each time with more of the picture blurred, until no other face could be found. */
  readonly rounds: number
  readonly verified: true
}

export interface DeidentifyService {
  /** Writes a copy of each clip with every face but the patient's blurred, and looks at it again. */
  run(
    request: { clipIds: readonly number[]; keepSound: boolean; folder: string },
    control: JobControl,
    by?: string | null,
  ): Promise<{ written: number; files: readonly DeidentifiedClip[] }>
}

import { z } from 'zod'
import type { JobControl } from '../../jobs/job-control.ts'

const deidentifiedClipSchema = z.object({
  clipId: z.number().int(),
  fileName: z.string(),
  /** Looked at in the source, every one. */
  frames: z.number(),
  /** Times that another face than the patient's was seen in one of them. */
  facesBlurred: z.number(),
  /** How often it was made, each time with more of the picture blurred, until no other face could be found. */
  rounds: z.number(),
  verified: z.literal(true),
})
/** A copy in which no face but the patient's could be found. */
export type DeidentifiedClip = Readonly<z.infer<typeof deidentifiedClipSchema>>

/** How far a further attempt finds the one before. */
export const writtenCopiesSchema = z.object({
  files: z.array(deidentifiedClipSchema),
  /** A checked copy that was about to be given its name, which nothing had before; null between two clips. */
  placing: deidentifiedClipSchema.nullable(),
  /** How many of the files are in the journal. */
  noted: z.number().int(),
})
export type WrittenCopies = z.infer<typeof writtenCopiesSchema>

export interface DeidentifyOptions {
  /** Code of who wants the copies; null, and not given, for nobody named. */
  readonly by?: string | null
  /** What an earlier attempt wrote; null, and not given, in the first one. */
  readonly before?: WrittenCopies | null
  /** Told each time that more is written. */
  keep?(written: WrittenCopies): void
}

export interface DeidentifyService {
  /**
   * Writes a copy of each clip with every face but the patient's blurred, and looks at it again. Clips of which an
   * earlier attempt wrote one are left as they are; what is answered counts them, too.
   */
  run(
    request: { clipIds: readonly number[]; keepSound: boolean; folder: string },
    control: JobControl,
    options?: DeidentifyOptions,
  ): Promise<{ written: number; files: readonly DeidentifiedClip[] }>
  /** What was written stays, and the rest will not be: says so in the journal where it is not yet. */
  leave(written: WrittenCopies, by: string | null): void
}

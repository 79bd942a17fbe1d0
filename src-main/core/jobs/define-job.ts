import type { z } from 'zod'
import type { JobKind } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'
import type { JobControl } from './job-control.ts'

/** What a job works with besides its input. */
export interface JobContext<Services, Checkpoint = null> extends JobControl {
  readonly services: Services
  /** What an earlier attempt left behind of how far it was; null in the first one. */
  readonly checkpoint: Checkpoint | null
  /** Keeps that for a later attempt. Within a transaction of the study it is a part of it. */
  saveCheckpoint(checkpoint: Checkpoint): void
}

/** How one kind of long work is begun, carried out and told of: in the window, on the command line, and once more. */
export interface JobSpec<Services, Input, Result, Checkpoint> {
  readonly kind: JobKind
  /** Counted up when an input of before means something else: jobs of then are no longer continued. */
  readonly version: number
  /** Plain JSON: it is kept with the job. */
  readonly input: z.ZodType<Input>
  /** Not given where a later attempt finds out by itself what is left. */
  readonly checkpoint?: z.ZodType<Checkpoint>
  /** Names of its parts in the order in which they come, in words; none where there is only one. */
  readonly stages: readonly string[]
  /** What the user reads, e.g. `Predicting 60 clips`; made once, when it is begun. */
  readonly title: (input: Input, services: Services) => string
  readonly pausable: boolean
  /** Whether a further attempt goes on where the one before was, with neither a gap nor anything done twice. */
  readonly resumable: boolean
  /** False for what answers only who waits for it: it is forgotten with the program. Kept when not given. */
  readonly isKept?: boolean
  readonly run: (context: JobContext<Services, Checkpoint>, input: Input) => Promise<Result>
  /** One sentence. */
  readonly summary: (result: Result, input: Input) => string
  /** Told when the user does not want it to go on; the input is null when it cannot be read any more. */
  readonly onDismiss?: (services: Services, checkpoint: Checkpoint | null, input: Input | null) => void
}

/** A job that only waits for its turn. */
export interface PreparedJob<Services, Result> {
  /** Plain JSON. */
  readonly input: unknown
  readonly run: (context: JobContext<Services, unknown>) => Promise<Result>
  summary(result: Result): string
}

/** A definition whose input has no type any more: it was kept. */
export interface AnyJob<Services> {
  readonly kind: JobKind
  readonly version: number
  readonly stages: readonly string[]
  readonly pausable: boolean
  readonly resumable: boolean
  readonly isKept: boolean
  /** Throws AppError `study-damaged` when the input is not what it was. */
  readonly restore: (input: unknown) => PreparedJob<Services, unknown>
  readonly onDismiss: (services: Services, checkpoint: unknown, input: unknown) => void
}

export interface DefinedJob<Services, Input, Result> extends AnyJob<Services> {
  readonly title: (input: Input, services: Services) => string
  readonly prepare: (input: Input) => PreparedJob<Services, Result>
}

export function defineJob<Services, Input, Result, Checkpoint = null>(
  spec: JobSpec<Services, Input, Result, Checkpoint>,
): DefinedJob<Services, Input, Result> {
  const { kind, version, stages, title, pausable, resumable, isKept = true } = spec

  /** One that cannot be read is none: what is left is found out anew. */
  const readCheckpoint = (stored: unknown): Checkpoint | null => {
    const read = spec.checkpoint?.safeParse(stored)
    return read?.success === true ? read.data : null
  }

  const prepare = (input: Input): PreparedJob<Services, Result> => ({
    input,
    run: (context) => spec.run({ ...context, checkpoint: readCheckpoint(context.checkpoint) }, input),
    summary: (result) => spec.summary(result, input),
  })

  return {
    ...{ kind, version, stages, title, pausable, resumable, isKept, prepare },
    restore(stored) {
      const read = spec.input.safeParse(stored)
      if (read.success) return prepare(read.data)
      throw new AppError(
        'study-damaged',
        'The record of this work is damaged in the study’s file, so that it cannot go on. Start it again where you began it.',
        { cause: read.error },
      )
    },
    onDismiss(services, checkpoint, stored) {
      const { data: input = null } = spec.input.safeParse(stored)
      spec.onDismiss?.(services, readCheckpoint(checkpoint), input)
    },
  }
}

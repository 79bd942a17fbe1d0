import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { precisionSchema } from '#shared/domain/pack.ts'
import type { Precision } from '#shared/domain/pack.ts'
import { clipSamplingSchema } from '#shared/domain/sampling.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { AppError } from '#shared/errors.ts'
import { createPackRepository } from './pack-repository.ts'
import { createPendingClipRepository } from './pending-clip-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import type { Run } from '../study/run-repository.ts'

/** How a prediction that ended early had looked at clips: the rest must be looked at alike. */
export interface InterruptedPrediction {
  readonly runId: number
  /** Clips, those that are through included. */
  readonly total: number
  readonly packId: string
  readonly packSha256: string
  readonly facePackSha256: string
  readonly promptSetId: number
  readonly sampling: ClipSampling
  readonly precision: Precision
}

const parametersSchema = z.object({
  sampling: clipSamplingSchema,
  precision: precisionSchema,
  facePack: z.object({ sha256: z.string() }),
  promptSet: z.object({ id: z.number() }),
  clips: z.number(),
})

/** Throws AppError `study-damaged`. */
function readParameters({ parameters }: Run): z.infer<typeof parametersSchema> {
  const read = parametersSchema.safeParse(parameters)
  if (read.success) return read.data
  throw new AppError(
    'study-damaged',
    'The record of this prediction is damaged in the study’s file, so that nobody can say how the rest is to be looked at. Start a new prediction.',
    { cause: read.error },
  )
}

/**
 * What is on record of a run that has clips left. Throws AppError `not-found` when it has none, `conflict` while it
 * is at work, `study-damaged`.
 */
export function findInterrupted(db: Database, runId: number): InterruptedPrediction {
  const run = createRunRepository(db).get(runId)
  const pack = run === null ? null : createPackRepository(db).get(run.packRowId)
  if (run === null || pack === null || createPendingClipRepository(db).ofRun(runId).length === 0) {
    throw new AppError('not-found', 'This prediction has nothing left to resume.')
  }
  if (run.status === 'running') throw new AppError('conflict', 'This prediction is at work already.')
  const { sampling, precision, facePack, promptSet, clips } = readParameters(run)
  return {
    runId,
    total: clips,
    packId: pack.packId,
    packSha256: pack.sha256,
    facePackSha256: facePack.sha256,
    promptSetId: promptSet.id,
    sampling,
    precision,
  }
}

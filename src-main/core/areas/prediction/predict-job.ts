import { z } from 'zod'
import type { Job } from '#shared/domain/job.ts'
import { engineChoiceSchema } from '#shared/domain/engine.ts'
import { windowPlanSchema } from '#shared/domain/sampling.ts'
import { counted } from '#shared/counted.ts'
import { chosenIdsSchema, idSchema, nameSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { JobRunner, StartedJob } from '../../jobs/job-runner.ts'
import { predictionStages } from './prediction-run.ts'
import type { PredictionResult, PredictionService } from './service.ts'

interface Services {
  readonly predictions: PredictionService
}

const inputSchema = z.union([
  z.object({
    clipIds: chosenIdsSchema.nullable(),
    packId: nameSchema,
    promptSetId: idSchema,
    windows: windowPlanSchema.exactOptional(),
    engine: z
      .object({
        precision: engineChoiceSchema.shape.precision.exactOptional(),
        provider: engineChoiceSchema.shape.provider.exactOptional(),
      })
      .exactOptional(),
  }),
  /** The rest of a run that no job knows of: it was begun by an earlier version of the program. */
  z.object({ runId: idSchema }),
])

/** The video pass that the first attempt began; all others go on with it. */
const checkpointSchema = z.object({ runId: idSchema })

function summary({ predicted, reused, failed }: PredictionResult): string {
  if (predicted + reused + failed.length === 0) return 'Every clip was through already.'
  const parts = [`Predicted ${counted(predicted + reused, 'clip')}`]
  if (reused > 0) parts.push(`${counted(reused, 'clip')} of them from a stored video pass`)
  if (failed.length > 0) parts.push(`${counted(failed.length, 'clip')} could not be predicted`)
  return `${parts.join('; ')}.`
}

/** It may have been killed after its last clip. */
const nothingLeft: PredictionResult = { predicted: 0, reused: 0, failed: [] }

/** Looks at clips with a pack and compares them with a prompt set. */
export const predictJob = defineJob({
  kind: 'predict',
  version: 1,
  input: inputSchema,
  checkpoint: checkpointSchema,
  stages: Object.values(predictionStages),
  title: (input) => {
    if ('runId' in input) return 'Resuming a prediction'
    const { clipIds } = input
    return clipIds === null ? 'Predicting all clips' : `Predicting ${counted(clipIds.length, 'clip')}`
  },
  pausable: true,
  resumable: true,
  run: async (context: JobContext<Services, z.infer<typeof checkpointSchema>>, input) => {
    const { predictions } = context.services
    const save = (runId: number): void => {
      context.saveCheckpoint({ runId })
    }
    if (context.checkpoint !== null) {
      const { runId } = context.checkpoint
      return predictions.left(runId) === 0 ? nothingLeft : predictions.resume(runId, context)
    }
    if (!('runId' in input)) return predictions.run(input, context, save)
    if (predictions.left(input.runId) > 0) save(input.runId)
    return predictions.resume(input.runId, context)
  },
  summary,
  onDismiss: ({ predictions }, checkpoint) => {
    if (checkpoint !== null && predictions.left(checkpoint.runId) > 0) predictions.dismiss(checkpoint.runId)
  },
})

/** Goes on with a run that ended early, by the job that began it where there is one. */
export function resumePrediction(jobs: JobRunner<Services>, runId: number): StartedJob<PredictionResult> {
  const jobId = jobs.holderOf('predict', { runId })
  if (jobId === null) return jobs.start(predictJob, { runId })
  // It is this definition by which it goes on.
  return jobs.continue(jobId) as StartedJob<PredictionResult>
}

/** What was done stays; the rest is no longer offered, neither as a run nor as a job, of which `onChange` is told. */
export function dismissPrediction(
  { predictions, jobs }: Services & { readonly jobs: JobRunner<Services> },
  runId: number,
  onChange: (job: Job) => void,
): void {
  const jobId = jobs.holderOf('predict', { runId })
  const job = jobs.list().find((known) => known.jobId === jobId)
  if (job === undefined || job.status === 'cancelled') predictions.dismiss(runId)
  else onChange(jobs.dismiss(job.jobId))
}

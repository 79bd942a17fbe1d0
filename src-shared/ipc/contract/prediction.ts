import { z } from 'zod'
import { inferenceStatusSchema } from '../../domain/inference-status.ts'
import { interruptedRunSchema, predictionSchema } from '../../domain/prediction.ts'
import { chosenIdsSchema, nameSchema, idSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

export const predictionCalls = {
  /** `clipIds: null` means every clip of the study. */
  'prediction.start': call(
    z.object({ clipIds: chosenIdsSchema.nullable(), packId: nameSchema, promptSetId: idSchema }),
    startedJobSchema,
  ),
  /** `null` when the clip has not been predicted with this pack. New prompts need no new video pass. */
  'prediction.get': call(
    z.object({ clipId: idSchema, packId: nameSchema, promptSetId: idSchema }),
    predictionSchema.nullable(),
  ),
  /** The prediction that was cut off when the program last ended, or was cancelled; `null` when there is none. */
  'prediction.interrupted': call(nothing, interruptedRunSchema.nullable()),
  /** Goes on where it stopped: clips that are through, with a result or a problem, are not looked at again. */
  'prediction.resume': call(z.object({ runId: idSchema }), startedJobSchema),
  'prediction.dismiss': call(z.object({ runId: idSchema }), z.null()),
  'inference.status': call(nothing, inferenceStatusSchema),
} as const

export const predictionEvents = {
  'inference.changed': inferenceStatusSchema,
} as const

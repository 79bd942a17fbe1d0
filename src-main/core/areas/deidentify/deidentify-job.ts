import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { chosenIdsSchema, nameSchema, pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { deidentifyStages } from './deidentify-stages.ts'
import { writtenCopiesSchema } from './service.ts'
import type { DeidentifyService, WrittenCopies } from './service.ts'

const inputSchema = z.object({
  clipIds: chosenIdsSchema,
  /** A voice tells who somebody is. */
  keepSound: z.boolean(),
  /** Absolute path. */
  folder: pathSchema,
  by: nameSchema.nullable(),
})

/** Writes copies of clips in which every face but the patient's is blurred; goes on with the clips that have none yet. */
export const deidentifyJob = defineJob({
  kind: 'deidentify',
  version: 1,
  input: inputSchema,
  checkpoint: writtenCopiesSchema,
  stages: Object.values(deidentifyStages),
  title: ({ clipIds }) => `De-identifying ${counted(clipIds.length, 'clip')}`,
  pausable: true,
  resumable: true,
  run: (context: JobContext<{ readonly deidentify: DeidentifyService }, WrittenCopies>, { by, ...request }) =>
    context.services.deidentify.run(request, context, {
      by,
      before: context.checkpoint,
      keep: (written) => {
        context.saveCheckpoint(written)
      },
    }),
  summary: ({ written }) => `Wrote ${counted(written, 'de-identified clip')}.`,
  onDismiss: ({ deidentify }, written, input) => {
    if (written !== null) deidentify.leave(written, input?.by ?? null)
  },
})

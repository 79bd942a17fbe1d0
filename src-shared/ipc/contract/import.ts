import { z } from 'zod'
import { importNameSchema, importPlanSchema } from '../../domain/import-plan.ts'
import { MAX_PATHS, nameSchema, pathSchema } from '../../limits.ts'
import { call } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

export const importCalls = {
  /** With no folders, asks for them in a dialog. `null` when cancelled. The plan is announced by its job. */
  'import.preview': call(
    z.object({
      folders: z.array(pathSchema).min(1).max(MAX_PATHS).nullable(),
      /** What cells hold where there is no score, besides the codes that everybody knows. */
      missingCodes: z.array(z.string().trim().min(1).max(20)).max(50).optional(),
    }),
    startedJobSchema.nullable(),
  ),
  'import.plan': call(z.object({ jobId: nameSchema }), importPlanSchema),
  'import.start': call(
    z.object({
      planId: nameSchema,
      copyVideos: z.boolean(),
      /** Inferences of the plan by which nothing is taken. */
      declined: z.array(z.string().max(200)).max(100_000).optional(),
      /** Whether a name of the plan is a rater's, where it was decided otherwise than in the plan. */
      raters: z
        .array(importNameSchema.omit({ captions: true }))
        .max(1000)
        .optional(),
    }),
    startedJobSchema,
  ),
} as const

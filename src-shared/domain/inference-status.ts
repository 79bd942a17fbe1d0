import { z } from 'zod'
import { precisionSchema } from './pack.ts'

export const inferenceStatusSchema = z.object({
  state: z.enum(['idle', 'starting', 'busy', 'crashed']),
  /** Execution providers the runtime offers here, best first. */
  available: z.array(z.string()),
  /** The one in use, e.g. `cpu`; null before the first run. */
  provider: z.string().nullable(),
  threads: z.number().int().nullable(),
  /** Of the nets in use; null before the first run. */
  precision: precisionSchema.nullable(),
  message: z.string().nullable(),
})

export type InferenceStatus = z.infer<typeof inferenceStatusSchema>

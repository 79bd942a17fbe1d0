import { z } from 'zod'
import { removableSchema, removalCountSchema, removalResultSchema } from '../../domain/removal.ts'
import { nameSchema } from '../../limits.ts'
import { call } from '../define.ts'

/** Removing for good: who does it, main knows. */
export const removalCalls = {
  /** What would go, before anything is touched. */
  'removal.count': call(z.object({ what: removableSchema }), removalCountSchema),
  'removal.remove': call(
    z.object({
      what: removableSchema,
      /** The patient's code, as it was typed. */
      confirmed: nameSchema,
      /** Those that hold what is removed, too. */
      deleteBackups: z.boolean(),
    }),
    removalResultSchema,
  ),
} as const

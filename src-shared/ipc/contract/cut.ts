import { z } from 'zod'
import { cutEditSchema, cutMethodSchema, cutProposalSchema, cutStateSchema } from '../../domain/cut.ts'
import { nameSchema, idSchema } from '../../limits.ts'
import { call } from '../define.ts'

/** Cutting long videos into clips. */
export const cutCalls = {
  'cut.state': call(z.object({ videoId: idSchema }), cutStateSchema),
  /** Listens or looks where the method wants it; the proposal is announced by its job. */
  'cut.propose': call(
    z.object({ videoId: idSchema, method: cutMethodSchema }),
    z.object({ jobId: z.string() }),
  ),
  'cut.proposal': call(z.object({ jobId: nameSchema }), cutProposalSchema),
  'cut.edit': call(z.object({ videoId: idSchema, edit: cutEditSchema }), cutStateSchema),
} as const

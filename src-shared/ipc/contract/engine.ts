import { z } from 'zod'
import { engineReportSchema } from '../../domain/engine.ts'
import { nameSchema } from '../../limits.ts'
import { call } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

export const engineCalls = {
  /** What runs this pack best here; `null` before it was tried. */
  'engine.report': call(z.object({ packId: nameSchema }), engineReportSchema.nullable()),
  /** Tries every provider and precision anew. */
  'engine.measure': call(z.object({ packId: nameSchema }), startedJobSchema),
} as const

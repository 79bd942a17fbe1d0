import { z } from 'zod'
import {
  correctionSchema,
  mergeableSchema,
  mergePlanSchema,
  mergeSchema,
  raterRenameSchema,
  videoMoveSchema,
} from '../../domain/correction.ts'
import { call } from '../define.ts'

/** Setting right what patients and visits are called: who does it, main knows. */
export const correctionCalls = {
  /** One step, which can be taken back; answers how many visits it changed. */
  'correction.correct': call(correctionSchema, z.object({ visits: z.number().int().nonnegative() })),
  /** One step, too. */
  'correction.moveVideo': call(videoMoveSchema, z.null()),
  'correction.renameRater': call(raterRenameSchema, z.null()),
  /** What merging two raters, or two visits, would do. */
  'correction.planMerge': call(mergeableSchema, mergePlanSchema),
  /** One step. Refused with the places where both differ, while nobody says whose counts. */
  'correction.merge': call(mergeSchema, z.null()),
} as const

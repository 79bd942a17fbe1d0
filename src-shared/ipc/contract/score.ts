import { z } from 'zod'
import { dateScoresSchema, saveScoreSchema, saveScoresSchema, scoreSchema } from '../../domain/score.ts'
import { nameSchema, idSchema } from '../../limits.ts'
import { call } from '../define.ts'

export const scoreCalls = {
  'score.list': call(z.object({ sessionId: idSchema }), z.array(scoreSchema)),
  'score.ofScale': call(z.object({ scaleId: nameSchema }), z.array(scoreSchema)),
  /** One step; answers all scores of the visit that may be seen. */
  'score.date': call(dateScoresSchema, z.array(scoreSchema)),
  /** One step; answers those that are there now, of the ones that were asked for and may be seen. */
  'score.saveMany': call(saveScoresSchema, z.array(scoreSchema)),
  'score.save': call(
    saveScoreSchema,
    z.object({
      /** `null` when it was cleared. */
      score: scoreSchema.nullable(),
      /** The session has a score, of whomever. */
      sessionRated: z.boolean(),
    }),
  ),
} as const

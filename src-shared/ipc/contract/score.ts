import { z } from 'zod'
import { saveScoreSchema, scoreSchema } from '../../domain/score.ts'
import { nameSchema, idSchema } from '../../limits.ts'
import { call } from '../define.ts'

export const scoreCalls = {
  'score.list': call(z.object({ sessionId: idSchema }), z.array(scoreSchema)),
  'score.ofScale': call(z.object({ scaleId: nameSchema }), z.array(scoreSchema)),
  /** `null` when the score was cleared. */
  'score.save': call(saveScoreSchema, scoreSchema.nullable()),
} as const

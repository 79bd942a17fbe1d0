import { z } from 'zod'
import { correctionSchema, videoMoveSchema } from '../../domain/correction.ts'
import { call } from '../define.ts'

/** Setting right what patients and visits are called: who does it, main knows. */
export const correctionCalls = {
  /** One step, which can be taken back; answers how many visits it changed. */
  'correction.correct': call(correctionSchema, z.object({ visits: z.number().int().nonnegative() })),
  /** One step, too. */
  'correction.moveVideo': call(videoMoveSchema, z.null()),
} as const

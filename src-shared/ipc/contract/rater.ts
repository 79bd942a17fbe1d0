import { z } from 'zod'
import { newConsensusSchema, raterCodeSchema, raterSchema } from '../../domain/rater.ts'
import { call, nothing } from '../define.ts'

export const raterCalls = {
  'rater.list': call(nothing, z.array(raterSchema)),
  /** Several raters who rate together from now on. */
  'rater.addConsensus': call(newConsensusSchema, raterSchema),
  'rater.create': call(z.object({ code: raterCodeSchema }), raterSchema),
} as const

import { z } from 'zod'
import { raterCodeSchema, raterSchema } from '../../domain/rater.ts'
import { call, nothing } from '../define.ts'

export const raterCalls = {
  'rater.list': call(nothing, z.array(raterSchema)),
  'rater.create': call(z.object({ code: raterCodeSchema }), raterSchema),
} as const

import { z } from 'zod'
import { protocolPlanSchema, protocolSchema } from '../../domain/protocol.ts'
import { nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

/** What is planned before anything is fitted. */
export const protocolCalls = {
  /** In order of freezing. */
  'protocol.list': call(nothing, z.array(protocolSchema)),
  /** Main says who did it and when; answers all of them. */
  'protocol.freeze': call(protocolPlanSchema, z.array(protocolSchema)),
  /** Fits just what is planned. `differentPeople`: patients who look like one person are several, as somebody said. */
  'protocol.fit': call(
    z.object({ sha256: nameSchema, differentPeople: z.boolean().optional() }),
    startedJobSchema,
  ),
  /** Into a file that is asked for; its name, `null` when cancelled. */
  'protocol.save': call(
    z.object({ sha256: nameSchema, format: z.enum(['text', 'json']) }),
    z.object({ fileName: z.string() }).nullable(),
  ),
} as const

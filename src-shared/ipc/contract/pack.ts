import { z } from 'zod'
import { packBuildRequestSchema, packPlanSchema } from '../../domain/pack-plan.ts'
import { packSummarySchema } from '../../domain/pack.ts'
import { nameSchema, pathSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

export const packCalls = {
  'pack.list': call(nothing, z.array(packSummarySchema)),
  /** Reads checkpoint files, by their whole paths: names and shapes only. */
  'pack.inspect': call(z.object({ files: z.array(pathSchema).min(1).max(20) }), packPlanSchema),
  /** Builds the pack of an inspected plan; it is installed when it passed its check. */
  'pack.build': call(packBuildRequestSchema, startedJobSchema),
  /** Copies a pack's folder that was built elsewhere, after a full check; asks for it with `folder` null. */
  'pack.install': call(z.object({ folder: pathSchema.nullable() }), startedJobSchema.nullable()),
  /** Hashes every file of the pack; what is wrong is the job's failure. */
  'pack.verify': call(z.object({ packId: nameSchema }), startedJobSchema),
  'pack.remove': call(z.object({ packId: nameSchema }), z.null()),
} as const

export const packEvents = {
  /** A pack was built, installed or removed. */
  'packs.changed': z.object({}),
} as const

import { z } from 'zod'
import { estimatePartsSchema } from '../../domain/estimate-parts.ts'
import { appliedHeadSchema } from '../../domain/severity-head.ts'
import { MAX_ITEMS } from '../../domain/scale.ts'
import {
  headDifferenceSchema,
  raterAgreementSchema,
  severityModelSchema,
  severityReportSchema,
} from '../../domain/severity.ts'
import { featureKindSchema, headSchema } from '../../domain/head-kind.ts'
import { nameSchema, idSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'
import { startedJobSchema } from '../started-job.ts'

export const severityCalls = {
  'severity.models': call(nothing, z.array(severityModelSchema)),
  'severity.report': call(z.object({ modelId: idSchema }), severityReportSchema),
  /** What the estimate of one visit is made of. */
  'severity.parts': call(z.object({ modelId: idSchema, sessionId: idSchema }), estimatePartsSchema),
  'severity.compare': call(z.object({ modelId: idSchema }), z.array(headDifferenceSchema)),
  'severity.fit': call(
    z.object({
      scaleId: nameSchema,
      itemIds: z.array(nameSchema).min(1).max(MAX_ITEMS).nullable(),
      packId: nameSchema,
      differentPeople: z.boolean().optional(),
      /** Ratings that were made with estimates in view count, too. */
      unblinded: z.boolean().optional(),
      /** Items that are named, though a face cannot show them. */
      insists: z.boolean().optional(),
      head: headSchema.optional(),
      features: featureKindSchema.optional(),
      /** Whose prompts the features are of; null: the one in use. */
      promptSetId: idSchema.nullable().optional(),
    }),
    startedJobSchema,
  ),
  /** Writes a model and its card into a folder that is asked for; its name, `null` when cancelled. */
  'head.save': call(z.object({ modelId: idSchema }), z.object({ folderName: z.string() }).nullable()),
  /** Asks for the card of a head, then for the folder of the tables; `null` when cancelled. */
  'head.apply': call(nothing, appliedHeadSchema.nullable()),
  'agreement.get': call(
    z.object({ scaleId: nameSchema, itemId: nameSchema, raterA: nameSchema, raterB: nameSchema }),
    raterAgreementSchema.nullable(),
  ),
} as const

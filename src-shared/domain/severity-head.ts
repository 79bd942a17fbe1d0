import { z } from 'zod'
import { exportResultSchema } from './export.ts'
import { planningSchema } from './protocol.ts'
import { severityMetricsSchema, statisticSchema } from './severity.ts'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
const wordsSchema = z.string().max(4000)
const nameSchema = z.string().min(1).max(200)

/** The card beside a severity model as a file: all that somebody needs to use it elsewhere, and to judge it. */
export const headCardSchema = z.object({
  kind: z.literal('emoclip-severity-head'),
  formatVersion: z.literal(1),
  /** The ONNX file beside it, whose input is the feature of a session and whose output is the estimate. */
  weights: z.object({ file: nameSchema, sha256: sha256Schema }),
  scale: z.object({ id: nameSchema, title: nameSchema }),
  item: z.object({ id: nameSchema, column: nameSchema, name: nameSchema, min: z.number(), max: z.number() }),
  /** How a session becomes numbers. */
  features: z.object({
    kind: z.literal('mean-clip-embedding'),
    dim: z.number().int().positive().max(100_000),
  }),
  pack: z.object({ id: nameSchema, version: nameSchema, sha256: sha256Schema }),
  method: wordsSchema,
  /** Of ridge; null for another kind of model, whose `method` says more. */
  penalty: z.number().positive().nullable(),
  /** One sentence; stands beside every estimate. */
  trainedOn: wordsSchema,
  synthetic: z.boolean(),
  nPatients: z.number().int().positive(),
  nSessions: z.number().int().positive(),
  nClips: z.number().int().positive(),
  /** On patients of the study that it was fitted in, each by a model of the others. */
  validation: severityMetricsSchema,
  /** Whether it was fitted as a protocol had said before; null on cards from before there were protocols. */
  planning: planningSchema.nullable().default(null),
  fittedUtc: z.string(),
  appVersion: z.string().max(60),
})
export type HeadCard = z.infer<typeof headCardSchema>

/** How a head from a file did in the study that is open, and where the tables lie. */
export const appliedHeadSchema = z.object({
  itemName: z.string(),
  trainedOn: z.string(),
  nEstimates: z.number().int().nonnegative(),
  /** Of the external validation, as the tables call them; none where no visit with an estimate is rated. */
  statistics: z.array(z.object({ name: z.string(), statistic: statisticSchema })),
  written: exportResultSchema,
})
export type AppliedHeadResult = z.infer<typeof appliedHeadSchema>

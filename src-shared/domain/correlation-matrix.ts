import { z } from 'zod'
import { idSchema, nameSchema } from '../limits.ts'

const variableSchema = z.object({ id: z.string(), name: z.string() })

const correlationCellSchema = z.object({
  /** Places in `rows` and `columns`. */
  row: z.number().int().nonnegative(),
  column: z.number().int().nonnegative(),
  /** Patients with both values. */
  n: z.number().int().nonnegative(),
  /** Spearman's; null where the cell is empty. */
  r: z.number().min(-1).max(1).nullable(),
  whyNot: z.enum(['few', 'constant']).nullable(),
  p: z.number().min(0).max(1).nullable(),
  /** Over all cells that are not empty. */
  pAdjusted: z.number().min(0).max(1).nullable(),
  /** Between these lie 95 of 100 permutations. There is no interval: none was shown to cover. */
  range: z.tuple([z.number(), z.number()]).nullable(),
})
export type CorrelationCell = z.infer<typeof correlationCellSchema>

/** Rank correlations over patients, each with one value a variable. */
export const correlationMatrixSchema = z.object({
  scaleId: z.string(),
  kind: z.enum(['items', 'prompts']),
  rows: z.array(variableSchema),
  /** The rows again where items stand against items: then there is a cell for each pair, below the diagonal. */
  columns: z.array(variableSchema),
  cells: z.array(correlationCellSchema),
  nPatients: z.number().int().nonnegative(),
  nSessions: z.number().int().nonnegative(),
  minPatients: z.number().int().positive(),
  permutations: z.number().int().nonnegative(),
  seed: z.number().int(),
  /** Any of it was made up for demonstration. */
  synthetic: z.boolean(),
  /** What the values of a patient are. */
  values: z.string(),
})
export type CorrelationMatrix = z.infer<typeof correlationMatrixSchema>

/** What p, adjusted over the matrix, must not pass for a cell to be called related. */
export const RELATED_AT = 0.05

export function isRelated({ pAdjusted }: Pick<CorrelationCell, 'pAdjusted'>): boolean {
  return pAdjusted !== null && pAdjusted <= RELATED_AT
}

export const correlationRequestSchema = z.object({
  scaleId: nameSchema,
  /** Null: the items among themselves; else against the prompts of this set, as the pack found them. */
  against: z.object({ packId: nameSchema, promptSetId: idSchema }).nullable(),
})
export type CorrelationRequest = z.infer<typeof correlationRequestSchema>

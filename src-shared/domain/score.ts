import { z } from 'zod'
import { sightSchema } from './sight.ts'
import { idSchema, MAX_SCORES_AT_ONCE, nameSchema } from '../limits.ts'

/** Why an item has no value although the rater looked at it. */
export const missingReasons = ['not-assessed', 'not-applicable', 'refused', 'technical'] as const
export const missingReasonSchema = z.enum(missingReasons)
export type MissingReason = (typeof missingReasons)[number]

/** A rating of one item in one session by one rater: a value, or a reason why there is none. */
export const scoreSchema = z.object({
  id: z.number().int().positive(),
  sessionId: z.number().int().positive(),
  raterId: z.number().int().positive(),
  raterCode: z.string(),
  /** Of several raters together; not given for one. */
  isConsensus: z.literal(true).optional(),
  scaleId: z.string(),
  itemId: z.string(),
  value: z.number().int().nullable(),
  missingReason: missingReasonSchema.nullable(),
  origin: z.enum(['typed', 'imported']),
  synthetic: z.boolean(),
  updatedUtc: z.string(),
  /** Day on which it was given; not given where nobody kept it. */
  ratedOn: z.iso.date().nullable().optional(),
  /** Of the rater when this score was given; null where nobody kept it, as of an imported one. */
  sight: sightSchema.nullable().optional(),
})
export type Score = z.infer<typeof scoreSchema>

export const saveScoreSchema = z
  .object({
    sessionId: z.number().int().positive(),
    raterId: z.number().int().positive(),
    scaleId: nameSchema,
    itemId: nameSchema,
    value: z.number().int().nullable(),
    missingReason: missingReasonSchema.nullable(),
    /** Day on which it was given; not given: today. */
    ratedOn: z.iso.date().optional(),
  })
  .refine((score) => score.value === null || score.missingReason === null, {
    message: 'A score has a value or a reason why it is missing, not both.',
  })
/** Both null clears the score. */
export type SaveScore = z.infer<typeof saveScoreSchema>

/** Another day for all that a rater gave on a scale at a visit; null where it is not known. */
export const dateScoresSchema = z.object({
  sessionId: z.number().int().positive(),
  raterId: z.number().int().positive(),
  scaleId: nameSchema,
  ratedOn: z.iso.date().nullable(),
})
export type DateScores = z.infer<typeof dateScoresSchema>

const scoreCellSchema = z
  .object({
    sessionId: idSchema,
    itemId: nameSchema,
    value: z.number().int().nullable(),
    missingReason: missingReasonSchema.nullable(),
    /** Day on which it was given; null where it is not known. Not given: today. */
    ratedOn: z.iso.date().nullable().optional(),
  })
  .refine((score) => score.value === null || score.missingReason === null, {
    message: 'A score has a value or a reason why it is missing, not both.',
  })
/** What becomes of one item at one visit; both null empties it. */
export type ScoreCell = z.infer<typeof scoreCellSchema>

/** What a rater gives on a scale at several visits, as one step. No item of a visit is named twice. */
export const saveScoresSchema = z.object({
  raterId: idSchema,
  scaleId: nameSchema,
  cells: z
    .array(scoreCellSchema)
    .min(1)
    .max(MAX_SCORES_AT_ONCE, 'At most 50,000 scores can be written at once. Do it in several parts.'),
})
export type SaveScores = z.infer<typeof saveScoresSchema>

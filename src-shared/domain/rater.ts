import { z } from 'zod'

/** Short initials or code of the person who captions and rates, e.g. `AB`. */
export const raterCodeSchema = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u,
    'A rater code has up to 32 letters, digits, dots, hyphens or underscores.',
  )

export const raterSchema = z.object({
  id: z.number().int().positive(),
  code: raterCodeSchema,
  /** Codes of those who rate together under this one; not given for one person. */
  consensusOf: z.array(z.string()).optional(),
})
export const newConsensusSchema = z.object({
  code: raterCodeSchema,
  /** Codes of the raters who rate together. */
  members: z.array(raterCodeSchema).min(2, 'A consensus is of two raters at least.').max(20),
})
export type NewConsensus = z.infer<typeof newConsensusSchema>

export type Rater = z.infer<typeof raterSchema>

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
})
export type Rater = z.infer<typeof raterSchema>

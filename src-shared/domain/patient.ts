import { z } from 'zod'

/** A pseudonymous code such as `P001`: never a name. Letters, digits, dot, hyphen and underscore, up to 64. */
export const patientCodeSchema = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u,
    'A patient code has up to 64 letters, digits, dots, hyphens or underscores.',
  )

export const patientSchema = z.object({
  id: z.number().int().positive(),
  code: patientCodeSchema,
})
export type Patient = z.infer<typeof patientSchema>

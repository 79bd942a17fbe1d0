import { z } from 'zod'

/** Calendar day of a visit, `YYYY-MM-DD`. */
export const isoDateSchema = z.iso.date()

export const visitLabelSchema = z.string().trim().min(1).max(80)

/** One visit of one patient: what was filmed and rated together. */
export const sessionSchema = z.object({
  id: z.number().int().positive(),
  patientId: z.number().int().positive(),
  patientCode: z.string(),
  visitLabel: visitLabelSchema,
  visitDate: isoDateSchema.nullable(),
  /** Captions and scores of this session were made up for demonstration; every screen and export says so. */
  synthetic: z.boolean(),
})
export type Session = z.infer<typeof sessionSchema>

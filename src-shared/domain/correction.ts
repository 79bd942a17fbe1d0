import { z } from 'zod'
import { idSchema } from '../limits.ts'
import { patientCodeSchema } from './patient.ts'
import { isoDateSchema, visitLabelSchema } from './session.ts'

/** What a visit, or all visits of a patient, shall be called, and when it was. */
export const correctionSchema = z.object({
  patientCode: patientCodeSchema,
  /** Null for all visits of the patient. */
  visitLabel: visitLabelSchema.nullable(),
  /** What is not given stays. A name and a date are those of one visit. */
  to: z.object({
    patientCode: patientCodeSchema.exactOptional(),
    visitLabel: visitLabelSchema.exactOptional(),
    visitDate: isoDateSchema.nullable().exactOptional(),
  }),
  /** Also when there is a patient with the new code already, whose visits they then are, too. */
  mayMerge: z.boolean(),
})
export type CorrectionRequest = z.infer<typeof correctionSchema>

/** A video, and the visit that it shall be of. */
export const videoMoveSchema = z.object({ videoId: idSchema, sessionId: idSchema })
export type VideoMoveRequest = z.infer<typeof videoMoveSchema>

import { z } from 'zod'
import { idSchema } from '../limits.ts'
import { raterCodeSchema } from './rater.ts'
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

/** What a rater shall be called. */
export const raterRenameSchema = z.object({ from: raterCodeSchema, to: raterCodeSchema })
export type RaterRenameRequest = z.infer<typeof raterRenameSchema>

/** Two that are one: `from` goes, `into` stays. Raters by their codes, visits of one patient by their ids. */
export const mergeableSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('raters'), from: raterCodeSchema, into: raterCodeSchema }),
  z.object({ kind: z.literal('visits'), from: idSchema, into: idSchema }),
])
export type Mergeable = z.infer<typeof mergeableSchema>

export const mergeSchema = z.object({
  what: mergeableSchema,
  /** Whose value counts where both have one, and not the same; the other stays in the history. Null: then nothing is done. */
  whose: z.enum(['from', 'into']).nullable(),
})
export type MergeRequest = z.infer<typeof mergeSchema>

const countSchema = z.number().int().nonnegative()

/** What merging would do. */
export const mergePlanSchema = z.object({
  /** That go along. */
  videos: countSchema,
  captions: countSchema,
  annotations: countSchema,
  scores: countSchema,
  /** Where both say the same. */
  same: countSchema,
  /** Where both say something, and not the same. */
  differing: countSchema,
  /** The first of these, e.g. "score of P001 baseline, Blunted affect". */
  cells: z.array(z.string()),
})
export type MergePlan = z.infer<typeof mergePlanSchema>

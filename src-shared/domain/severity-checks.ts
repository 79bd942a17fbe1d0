import { z } from 'zod'
import { headSettingsSchema } from './head-kind.ts'

/** A number of several drawn studies: their mean, and between which 80 of 100 lie. Both ends are null where only one study was looked at. */
export const spreadSchema = z.object({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Spread = z.infer<typeof spreadSchema>

/** What models come to that learnt from fewer patients, on patients that they never saw. */
export const learningPointSchema = z.object({
  /** Patients that each model learnt from. */
  nPatients: z.number().int().positive(),
  /** Studies that were drawn, each of one patient more; 1 for the study as it is. */
  draws: z.number().int().positive(),
  /** In points. */
  mae: spreadSchema,
  /** Null where guessing the mean never errs. */
  q2: spreadSchema.nullable(),
})
export type LearningPoint = z.infer<typeof learningPointSchema>

/** What the validation says in a study without one patient. */
export const patientInfluenceSchema = z.object({
  /** A visit of the patient, who may be called otherwise by now. */
  sessionId: z.number().int().positive(),
  nSessions: z.number().int().positive(),
  mae: z.number(),
  q2: z.number().nullable(),
  /** Of the pairs without the patient. */
  concordance: z.number().nullable(),
})
export type PatientInfluence = z.infer<typeof patientInfluenceSchema>

const estimateSchema = z.object({
  value: z.number(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
})

/** Visits that have something in common. */
export const subgroupSchema = z.object({
  /** What they are told apart by: a covariate’s id, or `visit`. */
  by: z.string(),
  byName: z.string(),
  group: z.string(),
  nPatients: z.number().int().positive(),
  nSessions: z.number().int().positive(),
  /** In points; null where there are too few patients to say anything. */
  mae: estimateSchema.nullable(),
  /** Mean of estimate minus rating, in points; null as above. */
  meanError: estimateSchema.nullable(),
})
export type Subgroup = z.infer<typeof subgroupSchema>

/** How settled the choice of a head’s setting is over the models that each left out one patient. */
export const settingChoiceSchema = z.object({
  /** Those that were chosen, the most often chosen first; shares (0 to 1) add up to 1. */
  chosen: z.array(z.object({ settings: headSettingsSchema, share: z.number().min(0).max(1) })),
  /** Shares that chose the first or the last setting that was tried: the best one may lie beyond. Null where settings have no order. */
  atEdge: z.object({ least: z.number().min(0).max(1), most: z.number().min(0).max(1) }).nullable(),
})
export type SettingChoice = z.infer<typeof settingChoiceSchema>

/** What a reader asks of a validation besides: would more patients help, does one patient carry it, whom does it hold for, how settled is it. */
export const severityChecksSchema = z.object({
  /** From few patients to all; empty where there are too few to leave any out. */
  learning: z.array(learningPointSchema),
  /** Of every patient, by how far the MAE moves without, the farthest first. */
  influence: z.array(patientInfluenceSchema),
  /** Whether models were fitted anew without the patient; otherwise only the patient’s own visits are left out of the numbers. */
  influenceRefitted: z.boolean(),
  subgroups: z.array(subgroupSchema),
  /** How the intervals of subgroups were made. */
  subgroupMethod: z.string(),
  /** Null for heads that do not tell. */
  choice: settingChoiceSchema.nullable(),
  /** Of the drawn studies. */
  seed: z.number().int(),
})
export type SeverityChecks = z.infer<typeof severityChecksSchema>

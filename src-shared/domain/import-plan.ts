import { z } from 'zod'
import { raterCodeSchema } from './rater.ts'

/** A file or line that was not taken, with the one sentence that says why. */
export const importRefusalSchema = z.object({
  file: z.string(),
  /** 1-based line of a text file. */
  line: z.number().int().positive().nullable(),
  code: z.string(),
  message: z.string(),
  /** Rows or cells that it stands for; not given for one. */
  count: z.number().int().positive().optional(),
})
export type ImportRefusal = z.infer<typeof importRefusalSchema>

/** What was read in a way that a person may want to know: nothing was refused. */
export const importNoteSchema = importRefusalSchema.omit({ count: true })
export type ImportNote = z.infer<typeof importNoteSchema>

export const inferredKinds = ['patient', 'visit', 'rater'] as const

/** A patient, visit or rater that a table names otherwise, and that only one can be meant. */
export const importInferenceSchema = z.object({
  id: z.string(),
  file: z.string(),
  /** 1-based line of the first row. */
  line: z.number().int().positive(),
  kind: z.enum(inferredKinds),
  /** As the table writes it. */
  written: z.string(),
  /** What it is taken for. */
  taken: z.string(),
  /** Why, as a part of a sentence. */
  reason: z.string(),
  /** Rows of the table. */
  rows: z.number().int().positive(),
})
export type ImportInference = z.infer<typeof importInferenceSchema>

/** A name in files of captions: in a voice tag, or in the file's name. It may be a rater's, or that of somebody who speaks. */
export const importNameSchema = z.object({
  name: z.string().max(80),
  captions: z.number().int().positive(),
  /** By whom its captions are, unless somebody says otherwise; null: the name stays out. */
  raterCode: raterCodeSchema.nullable(),
})
export type ImportName = z.infer<typeof importNameSchema>

/** How many rows or cells were refused. */
export function refusedCount(refusals: readonly ImportRefusal[]): number {
  return refusals.reduce((sum, { count = 1 }) => sum + count, 0)
}

export const importStates = ['new', 'known', 'changed', 'refused'] as const
export type ImportState = (typeof importStates)[number]

const countsSchema = z.object({
  new: z.number().int(),
  known: z.number().int(),
  changed: z.number().int(),
  refused: z.number().int(),
})
export type ImportCounts = z.infer<typeof countsSchema>

export const importPlanSessionSchema = z.object({
  folder: z.string(),
  patientCode: z.string(),
  visitLabel: z.string(),
  visitDate: z.string().nullable(),
  state: z.enum(importStates),
  synthetic: z.boolean(),
  videos: z.array(
    z.object({
      file: z.string(),
      state: z.enum(importStates),
      bytes: z.number().int(),
      durationMs: z.number().nullable(),
      message: z.string().nullable(),
    }),
  ),
  captions: countsSchema,
  scores: countsSchema,
})
export type ImportPlanSession = z.infer<typeof importPlanSessionSchema>

/** What an import would do, shown before anything is written. */
export const importPlanSchema = z.object({
  planId: z.string(),
  sessions: z.array(importPlanSessionSchema),
  videos: countsSchema,
  captions: countsSchema,
  scores: countsSchema,
  bytes: z.number().int(),
  refusals: z.array(importRefusalSchema),
  notes: z.array(importNoteSchema),
  /** Shown before anything is written; each can be declined. */
  inferences: z.array(importInferenceSchema),
  /** Asked about before anything is written. */
  names: z.array(importNameSchema),
})
export type ImportPlan = z.infer<typeof importPlanSchema>

export const importResultSchema = z.object({
  videos: countsSchema,
  captions: countsSchema,
  scores: countsSchema,
  refusals: z.array(importRefusalSchema),
  // Records of earlier versions have none.
  notes: z.array(importNoteSchema).default([]),
})
export type ImportResult = z.infer<typeof importResultSchema>

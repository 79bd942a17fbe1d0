import { z } from 'zod'

/** A file or line that was not taken, with the one sentence that says why. */
export const importRefusalSchema = z.object({
  file: z.string(),
  /** 1-based line of a text file. */
  line: z.number().int().positive().nullable(),
  code: z.string(),
  message: z.string(),
})
export type ImportRefusal = z.infer<typeof importRefusalSchema>

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
})
export type ImportPlan = z.infer<typeof importPlanSchema>

export const importResultSchema = z.object({
  videos: countsSchema,
  captions: countsSchema,
  scores: countsSchema,
  refusals: z.array(importRefusalSchema),
})
export type ImportResult = z.infer<typeof importResultSchema>

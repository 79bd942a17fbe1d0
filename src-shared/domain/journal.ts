import { z } from 'zod'

const idSchema = z.number().int().positive()

/** Where in the window something is to be seen. */
export const journalPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('caption'), clipId: idSchema }),
  z.object({ kind: z.literal('score'), sessionId: idSchema, scaleId: z.string(), itemId: z.string() }),
  z.object({ kind: z.literal('cut'), videoId: idSchema }),
  z.object({ kind: z.literal('people'), sessionId: idSchema }),
  z.object({ kind: z.literal('visit'), sessionId: idSchema }),
])
export type JournalPlace = z.infer<typeof journalPlaceSchema>

/** A step that can be taken back, or done again. */
export const journalStepSchema = z.object({
  uid: z.string(),
  /** In the user's words, e.g. "score of P001 baseline, Blunted affect". */
  label: z.string(),
  /** Null where no screen shows it. */
  place: journalPlaceSchema.nullable(),
})
export type JournalStep = z.infer<typeof journalStepSchema>

export const undoableSchema = z.object({
  undo: journalStepSchema.nullable(),
  redo: journalStepSchema.nullable(),
})
export type Undoable = z.infer<typeof undoableSchema>

/** What became of one object in one entry. Values are the entity's, null where there was or is none. */
export const journalChangeSchema = z.object({
  entity: z.string(),
  key: z.array(z.union([z.string(), z.number(), z.null()])),
  before: z.unknown(),
  after: z.unknown(),
})
export type JournalChange = z.infer<typeof journalChangeSchema>

export const journalEntrySchema = z.object({
  id: idSchema,
  uid: z.string(),
  device: z.string(),
  madeUtc: z.string(),
  /** Code of who did it; null for the program, and for whoever had not said who they are. */
  rater: z.string().nullable(),
  action: z.string(),
  /** Null when its texts were erased. */
  label: z.string().nullable(),
  /** Null for what cannot be taken back. */
  step: z.enum(['do', 'undo', 'redo']).nullable(),
  batch: z.string().nullable(),
  takesBack: z.string().nullable(),
  isTakenBack: z.boolean(),
  /** From before there was a journal: the time is known, what else was so is not. */
  isMigrated: z.boolean(),
  /** Null when they were erased, or are too many to be listed at once. */
  changes: z.array(journalChangeSchema).nullable(),
})
export type JournalEntry = z.infer<typeof journalEntrySchema>

/** All given conditions hold at once. */
export const journalFilterSchema = z.object({
  /** Null for the program. */
  rater: z.string().nullable().optional(),
  /** All that begin with it, e.g. `score.` */
  action: z.string().max(100).optional(),
  /** Part of the label, whatever its case. */
  text: z.string().max(200).optional(),
  /** ISO 8601, inclusive and exclusive. */
  fromUtc: z.string().optional(),
  toUtc: z.string().optional(),
})
export type JournalFilter = z.infer<typeof journalFilterSchema>

/** Whether entries, in order, are as they were written, and say what the study holds. */
export interface JournalReport {
  readonly entries: number
  readonly erased: number
  readonly devices: number
  /** One sentence each. */
  readonly problems: readonly string[]
}

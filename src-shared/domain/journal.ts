import { z } from 'zod'

const idSchema = z.number().int().positive()

/** Where in the window something is to be seen. */
export const journalPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('caption'), clipId: idSchema }),
  z.object({ kind: z.literal('score'), sessionId: idSchema, scaleId: z.string(), itemId: z.string() }),
  /** The clip is null where it is cut away. */
  z.object({ kind: z.literal('cut'), videoId: idSchema, clipId: idSchema.nullable() }),
  z.object({ kind: z.literal('people'), sessionId: idSchema, person: z.string() }),
  z.object({ kind: z.literal('visit'), sessionId: idSchema }),
  z.object({ kind: z.literal('rater'), code: z.string() }),
  z.object({ kind: z.literal('scale'), scaleId: z.string() }),
  z.object({ kind: z.literal('prompt-set'), name: z.string() }),
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

/** What entries are about, as people choose it in the audit view. */
export const journalKinds = [
  'captions',
  'scores',
  'clips',
  'people',
  'visits',
  'raters',
  'scales',
  'prompts',
  'protocols',
  'imports',
  'exports',
  'other',
] as const
export const journalKindSchema = z.enum(journalKinds)
export type JournalKind = z.infer<typeof journalKindSchema>

/** Of which day, in UTC, or the exact moment. */
const momentSchema = z.iso.datetime().max(40)

/** All given conditions hold at once. */
export const journalFilterSchema = z.object({
  /** Null for the program. */
  rater: z.string().max(200).nullable().optional(),
  kind: journalKindSchema.optional(),
  /** Part of the label, whatever its case. */
  text: z.string().max(200).optional(),
  /** ISO 8601, inclusive and exclusive. */
  fromUtc: momentSchema.optional(),
  toUtc: momentSchema.optional(),
})
export type JournalFilter = z.infer<typeof journalFilterSchema>

/** Of what a history is asked for. */
export const historyOfSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clip'), clipId: idSchema }),
  z.object({ kind: z.literal('visit'), sessionId: idSchema }),
  z.object({ kind: z.literal('patient'), code: z.string().max(200) }),
  z.object({ kind: z.literal('scale'), scaleId: z.string().max(200) }),
  z.object({ kind: z.literal('study') }),
])
export type HistoryOf = z.infer<typeof historyOfSchema>

/** What became of one thing, in words. */
export const toldChangeSchema = z.object({
  /** E.g. "score of P001 baseline, Blunted affect". */
  what: z.string(),
  /** Null where there was or is nothing, and where it is hidden. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Blind work hides both. */
  isHidden: z.boolean(),
})
export type ToldChange = z.infer<typeof toldChangeSchema>

/** An entry as people read it. */
export const toldEntrySchema = z.object({
  id: idSchema,
  uid: z.string(),
  madeUtc: z.string(),
  /** Code of who did it; null for the program, and for whoever had not said who they are. */
  rater: z.string().nullable(),
  kind: journalKindSchema,
  /** In the user's words; null when its texts were erased. */
  label: z.string().nullable(),
  step: z.enum(['do', 'undo', 'redo']).nullable(),
  isTakenBack: z.boolean(),
  /** From before there was a journal. */
  isMigrated: z.boolean(),
  /** The first few, cut where they are long. */
  changes: z.array(toldChangeSchema),
  /** How many there are; null where they are too many to be counted in a list. */
  total: z.number().int().nonnegative().nullable(),
})
export type ToldEntry = z.infer<typeof toldEntrySchema>

/** Newest first. */
export const toldPageSchema = z.object({
  entries: z.array(toldEntrySchema),
  /** To be given for what comes after it; null at the end. A page ends early where it has looked at many entries. */
  next: idSchema.nullable(),
  /** When the oldest entry that was looked at was made; null at the end. */
  searchedToUtc: z.string().nullable(),
})
export type ToldPage = z.infer<typeof toldPageSchema>

/** All changes of an entry, part by part. */
export const toldChangesSchema = z.object({
  changes: z.array(toldChangeSchema),
  total: z.number().int().nonnegative(),
})
export type ToldChanges = z.infer<typeof toldChangesSchema>

/** Whether entries, in order, are as they were written, and say what the study holds. */
export const journalReportSchema = z.object({
  entries: z.number().int().nonnegative(),
  erased: z.number().int().nonnegative(),
  devices: z.number().int().nonnegative(),
  /** One sentence each. */
  problems: z.array(z.string()),
})
export type JournalReport = Readonly<z.infer<typeof journalReportSchema>>

import { z } from 'zod'
import {
  historyOfSchema,
  journalFilterSchema,
  journalPlaceSchema,
  journalReportSchema,
  toldChangesSchema,
  toldPageSchema,
  undoableSchema,
} from '../../domain/journal.ts'
import { idSchema, nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

/** A step that was taken back or done again; `null` when there was none. */
const takenSchema = z.object({ label: z.string(), place: journalPlaceSchema.nullable() }).nullable()

/** `next` of the page before; null for the newest entries. */
const beforeSchema = idSchema.nullable()

/** What people changed, and taking it back: whose steps, main knows. Old and new values that blind work hides are left out. */
export const journalCalls = {
  /** The next step to take back and to do again, of whoever works in the window. */
  'journal.undoable': call(nothing, undoableSchema),
  'journal.undo': call(nothing, takenSchema),
  'journal.redo': call(nothing, takenSchema),
  'journal.audit': call(z.object({ filter: journalFilterSchema, before: beforeSchema }), toldPageSchema),
  'journal.history': call(z.object({ of: historyOfSchema, before: beforeSchema }), toldPageSchema),
  /** More of what an entry changed, of which the lists tell the first few only. */
  'journal.changes': call(
    z.object({ uid: nameSchema, of: historyOfSchema, from: z.number().int().nonnegative() }),
    toldChangesSchema,
  ),
  /** Whether every entry is as it was written, and the study holds what they say. */
  'journal.verify': call(nothing, journalReportSchema),
  /** All entries that the filter meets, as a table where the user says; null when cancelled. */
  'journal.export': call(
    z.object({ filter: journalFilterSchema }),
    z.object({ fileName: z.string(), rows: z.number().int() }).nullable(),
  ),
} as const

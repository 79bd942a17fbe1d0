import { z } from 'zod'
import { journalPlaceSchema, undoableSchema } from '../../domain/journal.ts'
import { call, nothing } from '../define.ts'

/** A step that was taken back or done again; `null` when there was none. */
const takenSchema = z.object({ label: z.string(), place: journalPlaceSchema.nullable() }).nullable()

/** What people changed, and taking it back: whose steps, main knows. */
export const journalCalls = {
  /** The next step to take back and to do again, of whoever works in the window. */
  'journal.undoable': call(nothing, undoableSchema),
  'journal.undo': call(nothing, takenSchema),
  'journal.redo': call(nothing, takenSchema),
} as const

import { z } from 'zod'
import { restorableStudySchema } from '../../domain/backup.ts'
import { undoableSchema } from '../../domain/journal.ts'
import { changedIdsSchema, studyAreas, studySummarySchema } from '../../domain/study.ts'
import type { StudyArea } from '../../domain/study.ts'
import { nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

const recentStudySchema = z.object({
  id: z.string(),
  title: z.string(),
  folderName: z.string(),
  openedUtc: z.string(),
})

export const studyCalls = {
  /** `null` when no study is open. */
  'study.current': call(nothing, studySummarySchema.nullable()),
  'study.recent': call(nothing, z.array(recentStudySchema)),
  /** Asks for a folder in a dialog; `null` when the user cancels it. */
  'study.create': call(z.object({ title: z.string().trim().min(1).max(120) }), studySummarySchema.nullable()),
  'study.open': call(nothing, studySummarySchema.nullable()),
  'study.openRecent': call(z.object({ id: nameSchema }), studySummarySchema),
  'study.close': call(nothing, z.null()),
  /** Backups of the study that could not be opened, else of the open one; `null` when there is neither. */
  'study.restorable': call(nothing, restorableStudySchema.nullable()),
  /** Puts one of these backups in the place of the study's file, which is kept aside, and opens the study. */
  'study.restore': call(z.object({ name: z.string().max(255) }), studySummarySchema),
  /** Writes the open study into an empty folder, asked for in a dialog, and goes on there; `null` when cancelled. */
  'study.saveElsewhere': call(nothing, studySummarySchema.nullable()),
} as const

const studyNewsSchema = z.object({
  areas: z.array(z.enum(studyAreas)),
  /** Null: it may be anything in these areas. */
  ids: changedIdsSchema.nullable(),
  /** Number of the window's own request that did it; null when it was none of its requests. */
  by: z.number().int().positive().nullable(),
  /** What whoever works in the window could take back by now; null when nothing came that could be. */
  undoable: undoableSchema.nullable(),
})
export type StudyNews = z.infer<typeof studyNewsSchema>

/** That anything may be another one in these areas. */
export function newsOf(areas: readonly StudyArea[]): StudyNews {
  return { areas: [...areas], ids: null, by: null, undoable: null }
}

export const studyEvents = {
  'study.opened': studySummarySchema.nullable(),
  /** Something about the open study that its user has to know. */
  'study.told': z.object({ message: z.string() }),
  'study.changed': studyNewsSchema,
} as const

import { join } from 'node:path'
import type { JournalReport } from '#shared/domain/journal.ts'
import { createThreadCalls } from '../../async/thread-calls.ts'
import { lookAt } from '../../db/look-at.ts'
import { shippedScales } from './scale-files.ts'
import { createStudyRepositories } from './study-context.ts'
import { createStudyJournal } from './study-journal.ts'

export interface StudyToCheck {
  /** Absolute path. */
  readonly folder: string
  readonly sqliteBinding: string | null
  /** Folder with the scales that the program ships. */
  readonly scalesFolder: string
}

/** Whether every entry is as it was written, and the study holds what they say. */
export type CheckJournal = (study: StudyToCheck) => Promise<JournalReport>

/** Reads the study over a connection of its own, as it is at one moment, while people go on changing it. */
export function checkJournal({ folder, sqliteBinding, scalesFolder }: StudyToCheck): JournalReport {
  const { db, close } = lookAt({ file: join(folder, 'study.sqlite'), sqliteBinding })
  try {
    const shipped = new Map(shippedScales(scalesFolder).map((scale) => [scale.id, scale]))
    const journal = createStudyJournal(createStudyRepositories(db, shipped), {
      ...{ computer: '', place: '', nowUtc: () => '' },
      inTransaction: (work) => work(),
    })
    return db.transaction(() => journal.service().verify())()
  } finally {
    close()
  }
}

/** What the thread does. */
export const journalCheckWorks = {
  check: async (study: StudyToCheck): Promise<JournalReport> => checkJournal(study),
}

/** Where `journal-check-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./journal-check-worker.ts', import.meta.url)

/** In a thread of its own: a long journal takes seconds, in which people work on. */
export function checkJournalInThread(script: string | URL = unbundledScript): CheckJournal {
  const call = createThreadCalls<typeof journalCheckWorks>(script)
  return (study) => call('check', study)
}

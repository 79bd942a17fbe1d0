import type { Database } from 'better-sqlite3'
import { captionsWithText, isWrittenCaption } from '../../db/caption-tier.ts'
import { schemaVersion } from '../../db/migrate.ts'

/** Where captions with a text are, for counts of a part of the study. */
export const writtenCaptions = { table: 'annotations', where: isWrittenCaption } as const

export interface StudyRecord {
  readonly title: string
  readonly createdUtc: string
}

export interface StudyCounts {
  readonly patients: number
  readonly sessions: number
  readonly clips: number
  readonly captionedClips: number
  readonly predictedClips: number
  readonly ratedSessions: number
  readonly problemClips: number
  readonly synthetic: boolean
}

export type StudyRepository = ReturnType<typeof createStudyRepository>

export function createStudyRepository(db: Database) {
  const select = db.prepare<[], { title: string; created_utc: string }>(
    'SELECT title, created_utc FROM study',
  )
  const insert = db.prepare<[string, string]>('INSERT INTO study (id, title, created_utc) VALUES (1, ?, ?)')
  // What hangs on clips that were cut away is taken off: those are few, while asking each clip would take longer.
  const captioned = `SELECT clip_id FROM ${captionsWithText}`
  const predicted = 'SELECT clip_id FROM predictions JOIN embeddings ON embeddings.id = embedding_id'
  const counts = db.prepare<[], Omit<StudyCounts, 'synthetic'> & { synthetic: number }>(`
    WITH away AS MATERIALIZED (SELECT id FROM clips WHERE state = 'removed')
    SELECT
      (SELECT count(*) FROM patients) AS patients,
      (SELECT count(*) FROM sessions) AS sessions,
      (SELECT count(*) FROM clips) - (SELECT count(*) FROM away) AS clips,
      (SELECT count(DISTINCT clip_id) FROM (${captioned}))
        - (SELECT count(*) FROM away WHERE EXISTS (${captioned} AND clip_id = away.id)) AS captionedClips,
      (SELECT count(DISTINCT clip_id) FROM (${predicted}))
        - (SELECT count(*) FROM away WHERE EXISTS (${predicted} WHERE clip_id = away.id)) AS predictedClips,
      (SELECT count(DISTINCT session_id) FROM scores) AS ratedSessions,
      (SELECT count(*) FROM clip_problems)
        - (SELECT count(*) FROM away WHERE EXISTS (SELECT 1 FROM clip_problems WHERE clip_id = away.id)) AS problemClips,
      EXISTS (SELECT 1 FROM sessions WHERE synthetic = 1) AS synthetic
  `)
  return {
    /** Null in a file whose making was cut off. */
    get: (): StudyRecord | null => {
      const row = select.get()
      return row === undefined ? null : { title: row.title, createdUtc: row.created_utc }
    },
    insert: (study: StudyRecord): void => {
      insert.run(study.title, study.createdUtc)
    },
    schemaVersion: (): number => schemaVersion(db),
    counts: (): StudyCounts => {
      const row = counts.get()
      if (row === undefined) throw new Error('A SELECT without FROM answers one row.')
      return { ...row, synthetic: row.synthetic === 1 }
    },
  }
}

import type { Database } from 'better-sqlite3'
import { schemaVersion } from '../db/migrate.ts'

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
  const counts = db.prepare<[], Omit<StudyCounts, 'synthetic'> & { synthetic: number }>(`
    SELECT
      (SELECT count(*) FROM patients) AS patients,
      (SELECT count(*) FROM sessions) AS sessions,
      (SELECT count(*) FROM clips) AS clips,
      (SELECT count(DISTINCT clip_id) FROM captions WHERE text <> '') AS captionedClips,
      (SELECT count(DISTINCT clip_id) FROM predictions JOIN embeddings ON embeddings.id = embedding_id)
        AS predictedClips,
      (SELECT count(DISTINCT session_id) FROM scores) AS ratedSessions,
      (SELECT count(*) FROM clip_problems) AS problemClips,
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

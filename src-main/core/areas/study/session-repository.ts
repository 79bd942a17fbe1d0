import type { Database } from 'better-sqlite3'
import { countedAll } from '#shared/counted.ts'
import type { Session } from '#shared/domain/session.ts'
import { derivedUid, randomUid } from '../../journal/uid.ts'

interface SessionRow {
  id: number
  patient_id: number
  code: string
  visit_label: string
  visit_date: string | null
  synthetic: number
}

export interface NewSession {
  readonly patientId: number
  readonly visitLabel: string
  readonly visitDate: string | null
  readonly synthetic: boolean
  /** Not given for one that was never there before. */
  readonly uid?: string
}

export type SessionRepository = ReturnType<typeof createSessionRepository>

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    patientId: row.patient_id,
    patientCode: row.code,
    visitLabel: row.visit_label,
    visitDate: row.visit_date,
    synthetic: row.synthetic === 1,
  }
}

const SELECT = `
  SELECT sessions.id, patient_id, code, visit_label, visit_date, synthetic
  FROM sessions JOIN patients ON patients.id = patient_id`

export function createSessionRepository(db: Database) {
  const all = db.prepare<[], SessionRow>(SELECT)
  const byId = db.prepare<[number], SessionRow>(`${SELECT} WHERE sessions.id = ?`)
  const byName = db.prepare<[string, string], SessionRow>(`${SELECT} WHERE code = ? AND visit_label = ?`)
  const insert = db.prepare<[number, string, string | null, number, string, string]>(
    'INSERT INTO sessions (patient_id, visit_label, visit_date, synthetic, created_utc, uid) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const codeOf = db.prepare<[number], string>('SELECT code FROM patients WHERE id = ?').pluck()
  const idOf = db.prepare<[string], number>('SELECT id FROM sessions WHERE uid = ?').pluck()
  const uidOf = db.prepare<[number], string>('SELECT uid FROM sessions WHERE id = ?').pluck()
  const mark = db.prepare<[number, number]>('UPDATE sessions SET synthetic = ? WHERE id = ?')
  const held = db.prepare<{ id: number }, { videos: number; scores: number; covariates: number }>(`
    SELECT (SELECT count(*) FROM videos WHERE session_id = @id) AS videos,
      (SELECT count(*) FROM scores WHERE session_id = @id) AS scores,
      (SELECT count(*) FROM covariate_values WHERE session_id = @id) AS covariates`)
  const traces = ['estimates', 'exposures', 'people'].map((table) =>
    db.prepare<[number]>(`DELETE FROM ${table} WHERE session_id = ?`),
  )
  const shownToo = db.prepare<[number, number]>(
    `INSERT OR IGNORE INTO exposures (rater_id, session_id, kind, first_utc)
     SELECT rater_id, ?, kind, first_utc FROM exposures WHERE session_id = ?`,
  )
  const correct = db.prepare<[number, string, string | null, number]>(
    'UPDATE sessions SET patient_id = ?, visit_label = ?, visit_date = ? WHERE id = ?',
  )
  const remove = db.prepare<[number]>('DELETE FROM sessions WHERE id = ?')
  const uidFor = (patientCode: string, visitLabel: string): string => {
    const derived = derivedUid('session', patientCode, visitLabel)
    // One that was renamed since keeps it.
    return idOf.get(derived) === undefined ? derived : randomUid()
  }
  return {
    /** Of a visit that is made now. */
    uidFor,
    /** In no particular order. */
    list: (): Session[] => all.all().map(toSession),
    get: (id: number): Session | null => {
      const row = byId.get(id)
      return row === undefined ? null : toSession(row)
    },
    find: (patientCode: string, visitLabel: string): Session | null => {
      const row = byName.get(patientCode, visitLabel)
      return row === undefined ? null : toSession(row)
    },
    insert: (session: NewSession, nowUtc: string): number => {
      const { patientId, visitLabel, visitDate, synthetic } = session
      const uid = session.uid ?? uidFor(codeOf.get(patientId) ?? '', visitLabel)
      const made = insert.run(patientId, visitLabel, visitDate, synthetic ? 1 : 0, nowUtc, uid)
      return Number(made.lastInsertRowid)
    },
    /** The same on every computer, whatever the visit is called; null for a session that is not there. */
    uidOf: (id: number): string | null => uidOf.get(id) ?? null,
    idOf: (uid: string): number | null => idOf.get(uid) ?? null,
    /** Whether all of it was made up. Call through the journal. */
    mark: (id: number, synthetic: boolean): void => {
      mark.run(synthetic ? 1 : 0, id)
    },
    /** What people, or files, brought in that hangs on it, e.g. `2 videos and 1 score`; null when there is nothing. */
    holds: (id: number): string | null => {
      const { videos = 0, scores = 0, covariates = 0 } = held.get({ id }) ?? {}
      return countedAll([
        [videos, 'video'],
        [scores, 'score'],
        [covariates, 'covariate'],
      ])
    },
    /** What raters were shown of the one counts as shown of the other, too. */
    shareShown: ({ from, to }: { from: number; to: number }): void => {
      shownToo.run(to, from)
    },
    /** What it is called, whose it is and when it was; its uid stays. */
    correct: (id: number, to: { patientId: number; visitLabel: string; visitDate: string | null }): void => {
      correct.run(to.patientId, to.visitLabel, to.visitDate, id)
    },
    /** With what the program made of it. Only one that `holds` nothing; foreign keys refuse any other. */
    remove: (id: number): void => {
      for (const trace of traces) trace.run(id)
      remove.run(id)
    },
  }
}

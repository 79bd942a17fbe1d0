import type { Database } from 'better-sqlite3'
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
  const update = db.prepare<[string | null, number, number]>(
    'UPDATE sessions SET visit_date = ?, synthetic = ? WHERE id = ?',
  )
  const correct = db.prepare<[number, string, string | null, number]>(
    'UPDATE sessions SET patient_id = ?, visit_label = ?, visit_date = ? WHERE id = ?',
  )
  const remove = db.prepare<[number]>('DELETE FROM sessions WHERE id = ?')
  return {
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
      const derived = derivedUid('session', codeOf.get(patientId) ?? '', visitLabel)
      // One that was renamed since keeps it.
      const uid = idOf.get(derived) === undefined ? derived : randomUid()
      const made = insert.run(patientId, visitLabel, visitDate, synthetic ? 1 : 0, nowUtc, uid)
      return Number(made.lastInsertRowid)
    },
    /** The same on every computer, whatever the visit is called; null for a session that is not there. */
    uidOf: (id: number): string | null => uidOf.get(id) ?? null,
    idOf: (uid: string): number | null => idOf.get(uid) ?? null,
    update: (id: number, change: { visitDate: string | null; synthetic: boolean }): void => {
      update.run(change.visitDate, change.synthetic ? 1 : 0, id)
    },
    /** What it is called, whose it is and when it was; its uid stays. */
    correct: (id: number, to: { patientId: number; visitLabel: string; visitDate: string | null }): void => {
      correct.run(to.patientId, to.visitLabel, to.visitDate, id)
    },
    /** Only one that nothing hangs on; foreign keys refuse any other. */
    remove: (id: number): void => {
      remove.run(id)
    },
  }
}

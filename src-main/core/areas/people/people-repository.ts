import type { Database } from 'better-sqlite3'
import type { PersonRole } from '#shared/domain/people.ts'
import { toBlob, toFloat32 } from '../../db/float-blob.ts'

/** Somebody of a session without what is read of their tracks. */
export interface StoredPerson {
  readonly id: number
  readonly sessionId: number
  readonly label: string
  readonly role: PersonRole
  readonly confirmed: boolean
  readonly reason: string
  /** Float32[128], unit length; null when no face of theirs could be known. */
  readonly embedding: Float32Array | null
}

/** Who a person is taken for, and who says so. */
export type PersonStanding = Pick<StoredPerson, 'role' | 'confirmed' | 'reason'>

/** A confirmed patient of another visit whose face is known. */
export interface KnownPatient {
  readonly sessionId: number
  readonly visitLabel: string
  readonly visitDate: string | null
  readonly embedding: Float32Array
}

interface PersonRow {
  id: number
  session_id: number
  label: string
  role: PersonRole
  confirmed: number
  reason: string
  embedding: Buffer | null
}

function toPerson(row: PersonRow): StoredPerson {
  return {
    id: row.id,
    sessionId: row.session_id,
    label: row.label,
    role: row.role,
    confirmed: row.confirmed === 1,
    reason: row.reason,
    embedding: row.embedding === null ? null : toFloat32(row.embedding),
  }
}

const SELECT = 'SELECT id, session_id, label, role, confirmed, reason, embedding FROM people'
/** Who has no track is nobody; the row keeps the label from being given to somebody else. */
const SEEN = 'EXISTS (SELECT 1 FROM face_tracks WHERE person_id = people.id)'

export type PeopleRepository = ReturnType<typeof createPeopleRepository>

export function createPeopleRepository(db: Database) {
  const bySession = db.prepare<[number], PersonRow>(`${SELECT} WHERE session_id = ? AND ${SEEN} ORDER BY id`)
  const rows = db.prepare<[number], PersonRow>(`${SELECT} WHERE session_id = ? ORDER BY id`)
  const byLabel = db.prepare<[number, string], PersonRow>(`${SELECT} WHERE session_id = ? AND label = ?`)
  const seen = db.prepare<[], PersonRow & { session_uid: string }>(`
    SELECT people.*, uid AS session_uid FROM people JOIN sessions ON sessions.id = session_id
    WHERE ${SEEN} ORDER BY people.id`)
  const byId = db.prepare<[number], PersonRow>(`${SELECT} WHERE id = ? AND ${SEEN}`)
  const hasTracks = db.prepare<[number], number>(`SELECT ${SEEN} FROM people WHERE id = ?`).pluck()
  const insert = db.prepare(`
    INSERT INTO people (id, session_id, label, role, confirmed, reason, embedding, created_utc)
    VALUES (NULL, @sessionId, @label, @role, @confirmed, @reason, NULL, @createdUtc)`)
  const stand = db.prepare<[PersonRole, number, string, number]>(
    'UPDATE people SET role = ?, confirmed = ?, reason = ? WHERE id = ?',
  )
  const setEmbedding = db.prepare<[Buffer | null, number]>('UPDATE people SET embedding = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM people WHERE id = ?')
  const known = db.prepare<[number], Omit<KnownPatient, 'embedding'> & { readonly embedding: Buffer }>(`
    SELECT sessions.id AS sessionId, visit_label AS visitLabel, visit_date AS visitDate, embedding
    FROM people JOIN sessions ON sessions.id = session_id
    WHERE patient_id = ? AND role = 'patient' AND confirmed = 1 AND embedding IS NOT NULL
    ORDER BY visit_date IS NULL, visit_date, sessions.id`)
  return {
    /** Everybody who is seen, in the order in which they were made. */
    ofSession: (sessionId: number): StoredPerson[] => bySession.all(sessionId).map(toPerson),
    /** Those too of whom no track is left: they may come back when steps are taken back. */
    rowsOfSession: (sessionId: number): StoredPerson[] => rows.all(sessionId).map(toPerson),
    /** Seen or not. */
    byLabel: (sessionId: number, label: string): StoredPerson | null => {
      const row = byLabel.get(sessionId, label)
      return row === undefined ? null : toPerson(row)
    },
    isSeen: (id: number): boolean => hasTracks.get(id) === 1,
    /** Everybody who is seen, with the uid of the session. */
    *all(): IterableIterator<StoredPerson & { readonly sessionUid: string }> {
      for (const row of seen.iterate()) yield { ...toPerson(row), sessionUid: row.session_uid }
    },
    /** Null for one who is not seen. */
    get: (id: number): StoredPerson | null => {
      const row = byId.get(id)
      return row === undefined ? null : toPerson(row)
    },
    /** Nobody's face is known before `setEmbedding`. */
    insert: (person: Omit<StoredPerson, 'id' | 'embedding'>, nowUtc: string): number => {
      const { sessionId, label, role, confirmed, reason } = person
      const parameters = {
        sessionId,
        label,
        role,
        confirmed: confirmed ? 1 : 0,
        reason,
        createdUtc: nowUtc,
      }
      return Number(insert.run(parameters).lastInsertRowid)
    },
    /** A session has one patient at most: the one before must have left the role first. */
    stand: (id: number, { role, confirmed, reason }: PersonStanding): void => {
      stand.run(role, confirmed ? 1 : 0, reason, id)
    },
    setEmbedding: (id: number, embedding: Float32Array | null): void => {
      setEmbedding.run(embedding === null ? null : toBlob(embedding), id)
    },
    /** Only one without tracks; foreign keys refuse any other. */
    remove: (id: number): void => {
      remove.run(id)
    },
    /** Of all visits of a patient, by date. */
    knownPatients: (patientId: number): KnownPatient[] =>
      known.all(patientId).map((row) => ({ ...row, embedding: toFloat32(row.embedding) })),
  }
}

import type { Database } from 'better-sqlite3'
import type { Removable } from '#shared/domain/removal.ts'
import { AppError } from '#shared/errors.ts'
import { reachedFrom } from './reach.ts'
import type { Reached } from './reach.ts'

/** What is removed, with all by which it is called anywhere. */
export interface WhatGoes {
  readonly what: Removable
  /** E.g. `P001 baseline`. */
  readonly name: string
  readonly patientCode: string
  readonly sessionIds: readonly number[]
  readonly reached: readonly Reached[]
  /** Of a patient who goes as a whole: the code, and those from before. */
  readonly codes: readonly string[]
  /** Uids of visits, videos and clips, and the hashes and file names that go. */
  readonly names: ReadonlySet<string>
  readonly sha256s: readonly string[]
}

const TITLES: Readonly<Record<Removable['kind'], string>> = {
  patient: `SELECT code AS name, code AS patientCode FROM patients WHERE id = ?`,
  visit: `SELECT code || ' ' || visit_label AS name, code AS patientCode
    FROM sessions JOIN patients ON patients.id = patient_id WHERE sessions.id = ?`,
  video: `SELECT code || ' ' || visit_label || ', ' || file_name AS name, code AS patientCode
    FROM videos JOIN sessions ON sessions.id = session_id JOIN patients ON patients.id = patient_id WHERE videos.id = ?`,
  clip: `SELECT code || ' ' || visit_label || ', clip ' || ordinal AS name, code AS patientCode
    FROM clips JOIN videos ON videos.id = video_id JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id WHERE clips.id = ?`,
}

const SESSIONS: Readonly<Record<Removable['kind'], string>> = {
  patient: 'SELECT id FROM sessions WHERE patient_id = ?',
  visit: 'SELECT id FROM sessions WHERE id = ?',
  video: 'SELECT session_id FROM videos WHERE id = ?',
  clip: 'SELECT session_id FROM clips JOIN videos ON videos.id = video_id WHERE clips.id = ?',
}

/**
 * `formerCodes`: other codes that the visits with these uids once had.
 *
 * Throws AppError `not-found`.
 */
export function whatGoes(
  db: Database,
  what: Removable,
  formerCodes: (code: string, sessionUids: readonly string[]) => readonly string[],
): WhatGoes {
  const { kind, id } = what
  const title = db.prepare<[number], { name: string; patientCode: string }>(TITLES[kind]).get(id)
  if (title === undefined) throw new AppError('not-found', `This ${kind} is not in the study.`)
  const reached = reachedFrom(db, kind)
  const texts = (table: string, column: string): string[] => {
    const where = reached.find((each) => each.table === table)?.where
    return where === undefined
      ? []
      : db
          .prepare<{ id: number }, string>(`SELECT ${column} FROM ${table} WHERE ${where}`)
          .pluck()
          .all({ id })
  }
  const sha256s = texts('videos', 'sha256')
  return {
    what,
    ...title,
    sessionIds: db.prepare<[number], number>(SESSIONS[kind]).pluck().all(id),
    reached,
    sha256s,
    codes:
      kind === 'patient'
        ? [title.patientCode, ...formerCodes(title.patientCode, texts('sessions', 'uid'))]
        : [],
    names: new Set([
      ...sha256s,
      ...texts('videos', 'file_name'),
      ...['sessions', 'videos', 'clips'].flatMap((table) => texts(table, 'uid')),
    ]),
  }
}

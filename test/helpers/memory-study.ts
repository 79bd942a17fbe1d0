import type { Database } from 'better-sqlite3'
import type { JobControl } from '#core/jobs/job-control.ts'
import { createScaleRepository } from '#core/areas/rating/scale-repository.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { openTestDb } from './open-test-db.ts'

/** A study's database in memory, with the released schema and nothing in it but its title. */
export function openMemoryStudy(): Database {
  const db = openTestDb()
  db.prepare('INSERT INTO study (id, title, created_utc) VALUES (1, ?, ?)').run('Test study', AT)
  return db
}

const AT = '2026-01-02T03:04:05.678Z'

const idOf = (db: Database, sql: string, ...values: unknown[]): number =>
  Number(db.prepare(sql).run(...values).lastInsertRowid)

export interface SessionToAdd {
  readonly patient: string
  readonly visit?: string
  readonly date?: string | null
  readonly synthetic?: boolean
  /** How many clips, each in a video of its own. */
  readonly clips?: number
}

export interface AddedSession {
  readonly sessionId: number
  readonly clipIds: number[]
}

/** Clips last 2 s; the content hash of a video is made from its place, so no two are alike. */
export function addSession(db: Database, session: SessionToAdd): AddedSession {
  const { patient, visit = 'baseline', date = '2026-01-01', synthetic = false, clips = 1 } = session
  db.prepare('INSERT INTO patients (code, created_utc) VALUES (?, ?) ON CONFLICT DO NOTHING').run(patient, AT)
  const patientId = db.prepare('SELECT id FROM patients WHERE code = ?').pluck().get(patient)
  const sessionId = idOf(
    db,
    'INSERT INTO sessions (patient_id, visit_label, visit_date, synthetic, created_utc) VALUES (?, ?, ?, ?, ?)',
    ...[patientId, visit, date, synthetic ? 1 : 0, AT],
  )
  const clipIds = Array.from({ length: clips }, (_, index) => {
    const file = `clip-${String(index + 1)}.mp4`
    const hash = `${String(sessionId)}f${String(index)}`.padStart(64, '0')
    const videoId = idOf(
      db,
      `INSERT INTO videos (session_id, file_name, path, sha256, bytes, modified_ms, container, codec, width, height,
        rotation_deg, fps, frame_count, duration_ms, start_ms, has_audio)
       VALUES (?, ?, ?, ?, 1000, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 2000, 0, 0)`,
      ...[sessionId, file, `${patient}/${visit}/${file}`, hash],
    )
    return idOf(
      db,
      'INSERT INTO clips (video_id, ordinal, start_ms, end_ms) VALUES (?, ?, 0, 2000)',
      ...[videoId, index + 1],
    )
  })
  return { sessionId, clipIds }
}

export interface ScoreToAdd {
  readonly sessionId: number
  readonly rater?: string
  readonly scaleId?: string
  readonly itemId: string
  readonly value: number | null
  readonly missingReason?: string | null
  readonly synthetic?: boolean
  /** Its rater had been shown what models estimate; not given: nobody kept it. */
  readonly unblinded?: boolean
}

export function addScore(db: Database, score: ScoreToAdd): void {
  const {
    sessionId,
    rater = 'AB',
    scaleId = 'tiny',
    itemId,
    value,
    missingReason = null,
    synthetic = false,
    unblinded = false,
  } = score
  const [estimatesShown, othersShown] = unblinded ? [1, 0] : [null, null]
  const values = [
    sessionId,
    addRater(db, rater),
    scaleId,
    itemId,
    value,
    missingReason,
    synthetic ? 1 : 0,
    AT,
    estimatesShown,
    othersShown,
  ]
  db.prepare(
    `INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, synthetic, origin, updated_utc,
       estimates_shown, others_shown)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'typed', ?, ?, ?)`,
  ).run(...values)
}

export function addRater(db: Database, code: string): number {
  db.prepare('INSERT INTO raters (code, created_utc) VALUES (?, ?) ON CONFLICT DO NOTHING').run(code, AT)
  return db.prepare('SELECT id FROM raters WHERE code = ?').pluck().get(code) as number
}

/** A scale of two visible items, one that is not, and a total of the visible ones. */
export const tinyScale: Scale = {
  formatVersion: 1,
  id: 'tiny',
  title: 'A scale for tests',
  shortTitle: 'Tiny',
  citation: '',
  licenceNote: '',
  aliases: {},
  items: [
    { id: 'face', column: 'tiny_face', name: 'Stillness of the face', min: 1, max: 7, faceVisible: true },
    { id: 'hands', column: 'tiny_hands', name: 'Stillness of the hands', min: 1, max: 7, faceVisible: true },
    { id: 'talk', column: 'tiny_talk', name: 'What is said', min: 1, max: 7, faceVisible: false },
  ],
  totals: [{ id: 'still', column: 'tiny_still', name: 'Stillness', items: ['face', 'hands'] }],
}

export function addScale(db: Database, scale: Scale = tinyScale): void {
  createScaleRepository(db).save(scale, 'user')
}

export interface WatchedControl extends JobControl {
  readonly abort: AbortController
  readonly steps: [number, number][]
  readonly failures: { item: string; message: string }[]
  readonly notices: { item: string; message: string }[]
  /** Names of parts as they began. */
  readonly stages: string[]
}

/** A job's control that keeps what it is told. `onProgress` may cancel. */
export function watchedControl(
  onProgress: (control: WatchedControl) => void = () => undefined,
): WatchedControl {
  const abort = new AbortController()
  const control: WatchedControl = {
    abort,
    steps: [],
    failures: [],
    notices: [],
    stages: [],
    signal: abort.signal,
    gate: { wait: () => Promise.resolve() },
    progress: (done, total) => {
      control.steps.push([done, total])
      onProgress(control)
    },
    stage: (name) => {
      control.stages.push(name)
    },
    failure: (item, message) => {
      control.failures.push({ item, message })
    },
    notice: (item, message) => {
      control.notices.push({ item, message })
    },
  }
  return control
}

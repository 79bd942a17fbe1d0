import type { Database } from 'better-sqlite3'
import type { PeopleEdit } from '#shared/domain/people.ts'

/** One step of saying who is who, with the people of the session before and after it, as JSON. */
export interface PeopleStep {
  readonly id: number
  readonly sessionId: number
  readonly before: string
  readonly after: string
  readonly undone: boolean
}

interface StepRow {
  id: number
  session_id: number
  before_json: string
  after_json: string
  undone: number
}

function toStep(row: StepRow): PeopleStep {
  const { id, session_id: sessionId, before_json: before, after_json: after, undone } = row
  return { id, sessionId, before, after, undone: undone === 1 }
}

export type PeopleEditRepository = ReturnType<typeof createPeopleEditRepository>

export function createPeopleEditRepository(db: Database) {
  const insert = db.prepare<[number, string, string, string, string]>(`
    INSERT INTO people_edits (session_id, kind, before_json, after_json, made_utc) VALUES (?, ?, ?, ?, ?)`)
  const all = db.prepare<[number], StepRow>('SELECT * FROM people_edits WHERE session_id = ? ORDER BY id')
  const newest = db.prepare<[number], StepRow>(
    'SELECT * FROM people_edits WHERE session_id = ? AND undone = 0 ORDER BY id DESC LIMIT 1',
  )
  const next = db.prepare<[number], StepRow>(
    'SELECT * FROM people_edits WHERE session_id = ? AND undone = 1 ORDER BY id LIMIT 1',
  )
  const setUndone = db.prepare<[number, number]>('UPDATE people_edits SET undone = ? WHERE id = ?')
  const forget = db.prepare<[number]>('DELETE FROM people_edits WHERE session_id = ? AND undone = 1')
  const stepOf = (row: StepRow | undefined): PeopleStep | null => (row === undefined ? null : toStep(row))
  return {
    insert: (
      step: Pick<PeopleStep, 'sessionId' | 'before' | 'after'> & { readonly kind: PeopleEdit['kind'] },
      nowUtc: string,
    ): void => {
      insert.run(step.sessionId, step.kind, step.before, step.after, nowUtc)
    },
    /** In order, those that were taken back too. */
    list: (sessionId: number): PeopleStep[] => all.all(sessionId).map(toStep),
    /** The step that led to how it is; null before the first. */
    newest: (sessionId: number): PeopleStep | null => stepOf(newest.get(sessionId)),
    /** The step that was taken back last and can be carried out again. */
    next: (sessionId: number): PeopleStep | null => stepOf(next.get(sessionId)),
    setUndone: (id: number, undone: boolean): void => {
      setUndone.run(undone ? 1 : 0, id)
    },
    /** Steps that were taken back cannot be carried out again any more. */
    forgetUndone: (sessionId: number): void => {
      forget.run(sessionId)
    },
  }
}

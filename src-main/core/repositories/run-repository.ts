import type { Database } from 'better-sqlite3'

export type RunKind = 'predict' | 'fit'

export interface NewRun {
  readonly kind: RunKind
  readonly packRowId: number
  /** Everything that decides the outcome besides the pack, as plain JSON. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly appVersion: string
  readonly startedUtc: string
}

export interface RunEnding {
  readonly status: 'done' | 'failed' | 'cancelled'
  /** Why it failed, or what was left out; null when there is nothing to say. */
  readonly message: string | null
  readonly finishedUtc: string
}

export interface Run extends NewRun {
  readonly id: number
  readonly provider: string | null
  readonly status: 'running' | RunEnding['status']
  readonly message: string | null
  readonly finishedUtc: string | null
}

interface RunRow {
  id: number
  kind: RunKind
  pack_row_id: number
  parameters_json: string
  provider: string | null
  app_version: string
  started_utc: string
  finished_utc: string | null
  status: Run['status']
  message: string | null
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    kind: row.kind,
    packRowId: row.pack_row_id,
    parameters: JSON.parse(row.parameters_json) as Record<string, unknown>,
    provider: row.provider,
    appVersion: row.app_version,
    startedUtc: row.started_utc,
    finishedUtc: row.finished_utc,
    status: row.status,
    message: row.message,
  }
}

export type RunRepository = ReturnType<typeof createRunRepository>

export function createRunRepository(db: Database) {
  const insert = db.prepare<[RunKind, number, string, string, string]>(`
    INSERT INTO runs (kind, pack_row_id, parameters_json, app_version, started_utc, status)
    VALUES (?, ?, ?, ?, ?, 'running')`)
  const setProvider = db.prepare<[string, string, number]>(
    'UPDATE runs SET provider = ?, parameters_json = json_patch(parameters_json, ?) WHERE id = ?',
  )
  const finish = db.prepare<[string, string | null, string, number]>(
    'UPDATE runs SET status = ?, message = ?, finished_utc = ? WHERE id = ?',
  )
  const failRunning = db.prepare<[string, string]>(
    `UPDATE runs SET status = 'failed', message = ?, finished_utc = ? WHERE status = 'running'`,
  )
  const all = db.prepare<[], RunRow>('SELECT * FROM runs ORDER BY id')
  return {
    start: (run: NewRun): number => {
      const { kind, packRowId, parameters, appVersion, startedUtc } = run
      const json = JSON.stringify(parameters)
      return Number(insert.run(kind, packRowId, json, appVersion, startedUtc).lastInsertRowid)
    },
    /** The provider is known only when the first clip has been through; `details` join the parameters. */
    setProvider: (runId: number, provider: string, details: Readonly<Record<string, unknown>>): void => {
      setProvider.run(provider, JSON.stringify(details), runId)
    },
    finish: (runId: number, ending: RunEnding): void => {
      finish.run(ending.status, ending.message, ending.finishedUtc, runId)
    },
    /** Ends what a process left behind that was killed. Call at open only: a study has one writer. */
    failInterrupted: (finishedUtc: string): number =>
      failRunning.run('The program ended before this run did.', finishedUtc).changes,
    list: (): Run[] => all.all().map(toRun),
  }
}

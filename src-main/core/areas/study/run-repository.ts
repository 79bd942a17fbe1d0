import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { precisionSchema } from '#shared/domain/pack.ts'
import { readEach, readStored } from '../../db/stored-value.ts'

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
  /** In order of first use, joined by commas; null before the first clip. */
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

const parametersSchema = z.record(z.string(), z.unknown())

const inSql = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ')

/**
 * SQL that is true of a prediction whose record tells how it looked at clips. Without that nobody can say what its
 * passes are: they are left out, and stay stored.
 *
 * @param table how the run is called in the query
 */
export function wholeRun(table: string): string {
  return `(${table}.precision IN (${inSql(precisionSchema.options)}) AND (${table}.sampling_kind = 'rate'
    OR ${table}.sampling_kind = 'stride' AND ${table}.frame_stride > 0 AND ${table}.window_plan IS NOT NULL))`
}

function runName({ kind, started_utc: startedUtc }: Pick<RunRow, 'kind' | 'started_utc'>): string {
  return `The record of the ${kind === 'predict' ? 'prediction' : 'fit'} of ${startedUtc}`
}

function consequence({ kind }: Pick<RunRow, 'kind'>): string {
  return kind === 'predict'
    ? 'what it predicted is left out until it is predicted again, and stays stored.'
    : 'its models are there, what was written of how they were fitted is not.'
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    kind: row.kind,
    packRowId: row.pack_row_id,
    parameters: readStored(parametersSchema, row.parameters_json, runName(row)),
    provider: row.provider,
    appVersion: row.app_version,
    startedUtc: row.started_utc,
    finishedUtc: row.finished_utc,
    status: row.status,
    message: row.message,
  }
}

/** A list in words, e.g. `webgpu, cpu`, with one more entry at its end unless it is in it. */
function joined(list: string | null, entry: string): string {
  const entries = list === null ? [] : list.split(', ')
  return entries.includes(entry) ? entries.join(', ') : [...entries, entry].join(', ')
}

export type RunRepository = ReturnType<typeof createRunRepository>

export function createRunRepository(db: Database) {
  const insert = db.prepare<[RunKind, number, string, string, string]>(`
    INSERT INTO runs (kind, pack_row_id, parameters_json, app_version, started_utc, status)
    VALUES (?, ?, ?, ?, ?, 'running')`)
  const byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?')
  const setProvider = db.prepare<[string, string, number]>(
    'UPDATE runs SET provider = ?, parameters_json = json_patch(parameters_json, ?) WHERE id = ?',
  )
  const reopen = db.prepare<[string, number]>(
    `UPDATE runs SET status = 'running', message = NULL, finished_utc = NULL, app_version = ? WHERE id = ?`,
  )
  const finish = db.prepare<[string, string | null, string, number]>(
    'UPDATE runs SET status = ?, message = ?, finished_utc = ? WHERE id = ?',
  )
  const failRunning = db.prepare<[string, string]>(
    `UPDATE runs SET status = 'failed', message = ?, finished_utc = ? WHERE status = 'running'`,
  )
  const all = db.prepare<[], RunRow>('SELECT * FROM runs ORDER BY id')
  const damaged = db.prepare<[], Pick<RunRow, 'kind' | 'started_utc'>>(`
    SELECT kind, started_utc FROM runs
    WHERE CASE kind WHEN 'predict' THEN ${wholeRun('runs')} ELSE json_valid(parameters_json) END IS NOT TRUE
    ORDER BY id`)
  const get = (runId: number): Run | null => {
    const row = byId.get(runId)
    return row === undefined ? null : toRun(row)
  }
  return {
    start: (run: NewRun): number => {
      const { kind, packRowId, parameters, appVersion, startedUtc } = run
      const json = JSON.stringify(parameters)
      return Number(insert.run(kind, packRowId, json, appVersion, startedUtc).lastInsertRowid)
    },
    /** Throws AppError `study-damaged`. */
    get,
    /**
     * The provider is known only when a clip has been through, and may change on the way; `details` join the
     * parameters. Call within a transaction.
     */
    addProvider: (runId: number, provider: string, details: Readonly<Record<string, unknown>>): void => {
      setProvider.run(joined(get(runId)?.provider ?? null, provider), JSON.stringify(details), runId)
    },
    /** An ended run goes on, maybe in another version of the program. Call within a transaction. */
    reopen: (runId: number, appVersion: string): void => {
      reopen.run(joined(get(runId)?.appVersion ?? null, appVersion), runId)
    },
    finish: (runId: number, ending: RunEnding): void => {
      finish.run(ending.status, ending.message, ending.finishedUtc, runId)
    },
    /** Ends what a process left behind that was killed. Call at open only: a study has one writer. */
    failInterrupted: (finishedUtc: string): number =>
      failRunning.run('The program ended before this run did.', finishedUtc).changes,
    /** Without those whose record is no JSON. */
    list: (): Run[] => readEach(all.all(), toRun),
    /** One sentence for each run whose record is damaged. */
    damages: (): string[] =>
      damaged.all().map((row) => `${runName(row)} is damaged in the study’s file: ${consequence(row)}`),
  }
}

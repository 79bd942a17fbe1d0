import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { jobKinds, jobLogLineSchema } from '#shared/domain/job.ts'
import type { JobLogLine, JobState } from '#shared/domain/job.ts'
import { readEach, readOrNothing, readStored } from '../db/stored-value.ts'
import type { JobRecord, JobStore } from './job-store.ts'

interface JobRow {
  jobId: string
  kind: string
  version: number
  input: string
  checkpoint: string | null
  title: string
  state: JobState
  stage: string | null
  done: number
  total: number
  attempts: number
  startedUtc: string
  endedUtc: string | null
  summary: string | null
  log: string
}

const kindSchema = z.enum(jobKinds)
const logSchema = z.array(jobLogLineSchema)

function toRecord(row: JobRow): JobRecord {
  const read = <Value>(schema: z.ZodType<Value>, json: string): Value =>
    readStored(schema, json, `The record of “${row.title}”`)
  return {
    ...row,
    // A kind that this version does not know any more is like a damaged row: left out.
    kind: read(kindSchema, JSON.stringify(row.kind)),
    input: read(z.unknown(), row.input),
    checkpoint: row.checkpoint === null ? null : read(z.unknown(), row.checkpoint),
    log: read(logSchema, row.log),
  }
}

const isLive = "state IN ('queued', 'running', 'paused')"

/** The jobs of a study. */
export function createJobRepository(db: Database): JobStore {
  const columns = `id AS jobId, kind, version, input, checkpoint, title, state, stage, done, total, attempts,
    started_utc AS startedUtc, ended_utc AS endedUtc, summary, log`
  const insert = db.prepare<JobRow>(`
    INSERT INTO jobs (id, kind, version, input, checkpoint, title, state, stage, done, total, attempts, started_utc,
      ended_utc, summary, log)
    VALUES (@jobId, @kind, @version, @input, @checkpoint, @title, @state, @stage, @done, @total, @attempts,
      @startedUtc, @endedUtc, @summary, @log)`)
  const update = db.prepare<JobRow>(`
    UPDATE jobs SET state = @state, stage = @stage, done = @done, total = @total, attempts = @attempts,
      ended_utc = @endedUtc, summary = @summary, log = @log
    WHERE id = @jobId`)
  const setCheckpoint = db.prepare<[string, string]>('UPDATE jobs SET checkpoint = ? WHERE id = ?')
  const byId = db.prepare<[string], JobRow>(`SELECT ${columns} FROM jobs WHERE id = ?`)
  const all = db.prepare<[], JobRow>(`SELECT ${columns} FROM jobs ORDER BY started_utc, rowid`)
  const interrupt = db.prepare<[string, string]>(`
    UPDATE jobs SET state = 'interrupted', ended_utc = ?,
      log = CASE WHEN json_valid(log) THEN json_insert(log, '$[#]', json(?)) ELSE log END
    WHERE ${isLive}`)
  const forget = db.prepare<[number]>(`
    DELETE FROM jobs WHERE state IN ('done', 'cancelled') AND id NOT IN (
      SELECT id FROM jobs WHERE state IN ('done', 'cancelled') ORDER BY started_utc DESC, rowid DESC LIMIT ?)`)

  const toRow = (record: JobRecord): JobRow => ({
    ...record,
    input: JSON.stringify(record.input),
    checkpoint: record.checkpoint === null ? null : JSON.stringify(record.checkpoint),
    log: JSON.stringify(record.log),
  })

  return {
    insert: (record) => {
      insert.run(toRow(record))
    },
    update: (record) => {
      update.run(toRow(record))
    },
    saveCheckpoint: (jobId, checkpoint) => {
      setCheckpoint.run(JSON.stringify(checkpoint), jobId)
    },
    get: (jobId) => readOrNothing(byId.get(jobId), toRecord),
    list: () => readEach(all.all(), toRecord),
    interruptLive: (endedUtc: string, line: JobLogLine) => {
      interrupt.run(endedUtc, JSON.stringify(line))
    },
    forgetOldest: (kept) => {
      forget.run(kept)
    },
  }
}

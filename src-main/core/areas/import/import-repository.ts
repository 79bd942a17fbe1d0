import type { Database } from 'better-sqlite3'
import { importResultSchema } from '#shared/domain/import-plan.ts'
import type { ImportResult } from '#shared/domain/import-plan.ts'
import { damagesIn, readEach, readStored } from '../../db/stored-value.ts'

export interface ImportRecord {
  readonly startedUtc: string
  readonly finishedUtc: string
  readonly result: ImportResult
}

interface ImportRow {
  started_utc: string
  finished_utc: string
  result_json: string
}

function importName(row: ImportRow): string {
  return `The record of the import of ${row.started_utc}`
}

function toRecord(row: ImportRow): ImportRecord {
  return {
    startedUtc: row.started_utc,
    finishedUtc: row.finished_utc,
    result: readStored(importResultSchema, row.result_json, importName(row)),
  }
}

export type ImportRepository = ReturnType<typeof createImportRepository>

export function createImportRepository(db: Database) {
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO imports (started_utc, finished_utc, result_json) VALUES (?, ?, ?)',
  )
  const all = db.prepare<[], ImportRow>(
    'SELECT started_utc, finished_utc, result_json FROM imports ORDER BY id DESC',
  )
  return {
    insert: (record: ImportRecord): void => {
      insert.run(record.startedUtc, record.finishedUtc, JSON.stringify(record.result))
    },
    /** Newest first; without damaged ones. */
    list: (): ImportRecord[] => readEach(all.all(), toRecord),
    /** One sentence for each record that is damaged. */
    damages: (): string[] =>
      damagesIn(
        all.all(),
        toRecord,
        (row) =>
          `${importName(row)} is damaged in the study’s file: what was imported is there, its list is not.`,
      ),
  }
}

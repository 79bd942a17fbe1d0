import type { Database } from 'better-sqlite3'
import { importResultSchema } from '#shared/domain/import-plan.ts'
import type { ImportResult } from '#shared/domain/import-plan.ts'

export interface ImportRecord {
  readonly startedUtc: string
  readonly finishedUtc: string
  readonly result: ImportResult
}

export type ImportRepository = ReturnType<typeof createImportRepository>

export function createImportRepository(db: Database) {
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO imports (started_utc, finished_utc, result_json) VALUES (?, ?, ?)',
  )
  const all = db.prepare<[], { started_utc: string; finished_utc: string; result_json: string }>(
    'SELECT started_utc, finished_utc, result_json FROM imports ORDER BY id DESC',
  )
  return {
    insert: (record: ImportRecord): void => {
      insert.run(record.startedUtc, record.finishedUtc, JSON.stringify(record.result))
    },
    /** Newest first. */
    list: (): ImportRecord[] =>
      all.all().map((row) => ({
        startedUtc: row.started_utc,
        finishedUtc: row.finished_utc,
        result: importResultSchema.parse(JSON.parse(row.result_json)),
      })),
  }
}

import type { Database } from 'better-sqlite3'
import type { Rater } from '#shared/domain/rater.ts'

export type RaterRepository = ReturnType<typeof createRaterRepository>

export function createRaterRepository(db: Database) {
  const all = db.prepare<[], Rater>('SELECT id, code FROM raters ORDER BY code')
  const byId = db.prepare<[number], Rater>('SELECT id, code FROM raters WHERE id = ?')
  const byCode = db.prepare<[string], Rater>('SELECT id, code FROM raters WHERE code = ?')
  const insert = db.prepare<[string, string]>('INSERT INTO raters (code, created_utc) VALUES (?, ?)')
  const remove = db.prepare<[string]>('DELETE FROM raters WHERE code = ?')
  return {
    list: (): Rater[] => all.all(),
    get: (id: number): Rater | null => byId.get(id) ?? null,
    byCode: (code: string): Rater | null => byCode.get(code) ?? null,
    insert: (code: string, nowUtc: string): Rater => ({
      id: Number(insert.run(code, nowUtc).lastInsertRowid),
      code,
    }),
    /** Only one of whom nothing is in the study; foreign keys refuse any other. */
    remove: (code: string): void => {
      remove.run(code)
    },
  }
}

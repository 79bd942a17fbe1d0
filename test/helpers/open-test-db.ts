import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { migrations } from '#core/db/migrations/index.ts'

/** An empty study database in memory, at the newest version or at an older one. */
export function openTestDb(version = migrations.length): Database {
  const db = new BetterSqlite(':memory:')
  db.pragma('foreign_keys = ON')
  for (const migration of migrations.slice(0, version)) migration.up(db)
  db.pragma(`user_version = ${String(version)}`)
  return db
}

/** All rows of a table, in order of insertion. */
export function rowsOf(db: Database, table: string): Record<string, unknown>[] {
  return db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}" ORDER BY rowid`).all()
}

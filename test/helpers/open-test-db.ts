import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { migrations } from '#core/db/migrations/index.ts'

/** By version: the bytes of an empty database. All steps of the schema take longer than most tests do. */
const emptyDatabases = new Map<number, Buffer>()

function emptyDatabase(version: number): Buffer {
  const kept = emptyDatabases.get(version)
  if (kept !== undefined) return kept
  const db = new BetterSqlite(':memory:')
  for (const migration of migrations.slice(0, version)) migration.up(db)
  db.pragma(`user_version = ${String(version)}`)
  const bytes = db.serialize()
  db.close()
  emptyDatabases.set(version, bytes)
  return bytes
}

/** An empty study database in memory, at the newest version or at an older one. */
export function openTestDb(version = migrations.length): Database {
  const db = new BetterSqlite(emptyDatabase(version))
  db.pragma('foreign_keys = ON')
  return db
}

/** All rows of a table, in order of insertion. */
export function rowsOf(db: Database, table: string): Record<string, unknown>[] {
  return db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}" ORDER BY rowid`).all()
}

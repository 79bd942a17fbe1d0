import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'

export interface ConnectOptions {
  /** Path or `file:` address. */
  readonly file: string
  /** Native binding of better-sqlite3; null for the prebuilt one. */
  readonly sqliteBinding: string | null
  readonly readonly?: boolean
  /** Make the file if it is not there. */
  readonly create?: boolean
}

/** A connection that trusts its file as little as SQLite allows: it may come from anybody. */
export function connect(options: ConnectOptions): Database {
  const { file, sqliteBinding, readonly: readOnly = false, create = false } = options
  const binding = sqliteBinding === null ? {} : { nativeBinding: sqliteBinding }
  const db = new BetterSqlite(file, { ...binding, readonly: readOnly, timeout: 5000, fileMustExist: !create })
  // Before anything is read: a schema may call no function that could do harm, and each page of a table is
  // looked over when it is loaded. Writing into the schema itself is off in better-sqlite3 (defensive mode).
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('foreign_keys = ON')
  return db
}

/** An empty database in memory. */
export function connectToMemory(sqliteBinding: string | null): Database {
  return connect({ file: ':memory:', sqliteBinding, create: true })
}

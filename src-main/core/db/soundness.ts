import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { damagedSentence } from './sql.ts'

/**
 * Reads the whole file: every page, every row against its constraints, every index against its table, every
 * reference against what it names. Throws AppError `study-damaged`, or what SQLite says of a page.
 */
export function requireSound(db: Database): void {
  if (!isSound(db)) throw new AppError('study-damaged', damagedSentence)
}

function isSound(db: Database): boolean {
  if (integrityOf(db) !== 'ok') return false
  return db.prepare('SELECT 1 FROM pragma_foreign_key_check LIMIT 1').get() === undefined
}

const integrityCheck = (db: Database): unknown => db.pragma('integrity_check(1)', { simple: true })

/**
 * Before version 9 a record of a run that is no JSON any more let the check itself fail, at columns that are worked
 * out from it. Such a row is no reason to refuse a file: what is stored is checked without these columns.
 */
function integrityOf(db: Database): unknown {
  try {
    return integrityCheck(db)
  } catch (error) {
    if (!isOfMalformedJson(error) || db.readonly) throw error
    return integrityOfStored(db)
  }
}

function isOfMalformedJson(error: unknown): boolean {
  return error instanceof BetterSqlite.SqliteError && error.message === 'malformed JSON'
}

/** Leaves the file as it is. */
function integrityOfStored(db: Database): unknown {
  db.exec('BEGIN IMMEDIATE')
  try {
    const computed = "SELECT name FROM pragma_table_xinfo('runs') WHERE hidden = 2"
    for (const name of db.prepare<[], string>(computed).pluck().all()) {
      db.exec(`ALTER TABLE runs DROP COLUMN ${name}`)
    }
    return integrityCheck(db)
  } finally {
    db.exec('ROLLBACK')
  }
}

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
  if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') return false
  return db.prepare('SELECT 1 FROM pragma_foreign_key_check LIMIT 1').get() === undefined
}

import { statSync } from 'node:fs'
import type { Database, Statement } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'

/** Which file lies at a path: device and number on it; null when there is none. */
type Identity = string | null

export const movedSentence =
  'The folder of this study was moved, replaced or deleted while it was open. What was saved before is still at hand in this window; the last change was not saved. Save the study elsewhere now, or put its folder back.'

/**
 * A file that is moved or deleted while it is open goes on taking what is written into it, and all of it is
 * gone with the last program that has it open. So every write first compares what lies at the paths of the
 * database and its log with what was opened, and is refused when these differ. On Windows an open file
 * cannot be moved or deleted; there this notices a network drive that went away.
 *
 * It is one hook for all writes: what changes the database outside of a transaction is compared before it
 * runs, and a transaction before it is committed.
 */
export function guardPlace(db: Database, file: string): void {
  const places = [file, `${file}-wal`].map((path) => ({ path, opened: identify(path) }))
  const requireInPlace = (): void => {
    for (const { path, opened } of places) {
      if (opened !== null && identify(path) !== opened) throw new AppError('study-moved', movedSentence)
    }
  }
  guardStatements(db, requireInPlace)
  guardTransactions(db, requireInPlace)
}

/** Which file lies at a path: another for a copy of it, and for one that was put in its place. */
export function identify(path: string): Identity {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    // Some network drives give no numbers: there only a file that is gone can be noticed.
    return found === undefined ? null : `${String(found.dev)}:${String(found.ino)}`
  } catch {
    return null
  }
}

function guardStatements(db: Database, check: () => void): void {
  const prepare = db.prepare.bind(db)
  const guarded = (source: string): Statement => {
    const statement = prepare(source)
    // Writing a copy elsewhere is what is to be done when the place is lost.
    if (statement.readonly || source.startsWith('VACUUM INTO')) return statement
    // `get` and `all` write, too, where a statement answers what it wrote.
    for (const method of ['run', 'get', 'all'] as const) {
      const original: (...given: unknown[]) => unknown = statement[method].bind(statement)
      const value = (...given: unknown[]): unknown => {
        if (!db.inTransaction) check()
        return original(...given)
      }
      Object.defineProperty(statement, method, { value })
    }
    return statement
  }
  Object.defineProperty(db, 'prepare', { value: guarded, configurable: true })
}

function guardTransactions(db: Database, check: () => void): void {
  const transaction = db.transaction.bind(db)
  const guarded = (work: (...given: unknown[]) => unknown): unknown =>
    transaction((...given: unknown[]) => {
      const result = work(...given)
      check()
      return result
    })
  Object.defineProperty(db, 'transaction', { value: guarded })
}

import { existsSync, truncateSync } from 'node:fs'
import { basename } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'

export interface StudyLock {
  /** Safe to call twice. */
  release(): void
}

/**
 * Keeps a second writer out of a study, also one of another process. The lock is a transaction that stays
 * open in an empty database beside the study: the operating system drops it when the process ends, however it
 * ends, so that no stale lock can lie about. Readers of the study are not hindered.
 * Throws AppError `study-busy`; `study-readonly` when the lock cannot be written; `study-unreadable`.
 */
export function lockForWriting(file: string, sqliteBinding: string | null): StudyLock {
  try {
    return hold(file, sqliteBinding)
  } catch (error) {
    if (!isStrange(error)) throw explained(error, file)
  }
  // Something else was written into it, by a program that syncs folders, say. Nobody holds the lock, or SQLite
  // would not have come to read it; and it never has any content of ours.
  try {
    truncateSync(file)
    return hold(file, sqliteBinding)
  } catch (error) {
    throw explained(error, file)
  }
}

/** Kept from the garbage collector, which would let go of the lock, until they are released. */
const held = new Set<Database>()

function hold(file: string, sqliteBinding: string | null): StudyLock {
  const options = sqliteBinding === null ? {} : { nativeBinding: sqliteBinding }
  const guard = new BetterSqlite(file, { ...options, timeout: 0 })
  try {
    begin(guard)
  } catch (error) {
    guard.close()
    throw error
  }
  held.add(guard)
  return {
    release: () => {
      held.delete(guard)
      if (guard.open) guard.close()
    },
  }
}

function begin(guard: Database): void {
  guard.exec('BEGIN EXCLUSIVE')
}

function isStrange(error: unknown): boolean {
  return hasCode(error, ['SQLITE_NOTADB', 'SQLITE_CORRUPT'])
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof BetterSqlite.SqliteError && codes.some((code) => error.code.startsWith(code))
}

function explained(error: unknown, file: string): unknown {
  const options = { cause: error }
  if (hasCode(error, ['SQLITE_BUSY'])) {
    return new AppError(
      'study-busy',
      'This study is open in another window or program. Close it there first: two at once could overwrite each other.',
      options,
    )
  }
  const cannotBeMade = hasCode(error, ['SQLITE_CANTOPEN']) && !existsSync(file)
  if (cannotBeMade || hasCode(error, ['SQLITE_READONLY', 'SQLITE_PERM'])) {
    return new AppError('study-readonly', lookOnlySentence, options)
  }
  return new AppError(
    'study-unreadable',
    `The file “${basename(file)}” in the study’s folder cannot be used. The study itself is not touched by this: delete that one file and open the study again.`,
    options,
  )
}

export const lookOnlySentence =
  'This study can be looked at only: its folder or its file cannot be written. Nothing was changed in it.'

import BetterSqlite from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'

export interface StudyLock {
  /** Safe to call twice. */
  release(): void
}

/**
 * Keeps a second writer out of a study, also one of another process. The lock is a transaction that stays
 * open in an empty database beside the study: the operating system drops it when the process ends, however it
 * ends, so that no stale lock can lie about. Readers of the study are not hindered.
 * Throws AppError `study-busy`.
 */
export function lockForWriting(file: string, sqliteBinding: string | null): StudyLock {
  const options = sqliteBinding === null ? {} : { nativeBinding: sqliteBinding }
  const guard = new BetterSqlite(file, { ...options, timeout: 0 })
  try {
    guard.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    guard.close()
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError(
        'study-busy',
        'This study is open in another window or program. Close it there first: two at once could overwrite each other.',
        { cause: error },
      )
    }
    throw error
  }
  return {
    release: () => {
      if (guard.open) guard.close()
    },
  }
}

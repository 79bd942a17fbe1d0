import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError, isAppError } from '#shared/errors.ts'
import { isDiskFull } from '../files/os-errors.ts'

/** SQLite's complaints in a clinician's words; anything else comes back as it was. */
export function explainSqlError(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof BetterSqlite.SqliteError)) return error
  const options = { cause: error }
  if (isDiskFull(error)) {
    return new AppError(
      'disk-full',
      'The disk is full: the last change was not saved. Make room and try again.',
      options,
    )
  }
  if (error.code.startsWith('SQLITE_READONLY')) {
    return new AppError(
      'study-readonly',
      'The study was opened for reading only: nothing can be saved in it.',
      options,
    )
  }
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    return new AppError(
      'study-busy',
      'Another program is writing into this study. Try again when it has finished.',
      options,
    )
  }
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new AppError('study-damaged', damagedSentence, options)
  }
  if (error.code.startsWith('SQLITE_IOERR')) {
    return new AppError(
      'disk-full',
      'The study could not be read from or written to its disk. Is it still connected, and has it room?',
      options,
    )
  }
  return error
}

export const damagedSentence =
  'The study file is damaged (“study.sqlite”): what was saved in it may be lost in part. Put back one of the study’s backups before you go on.'

/**
 * Runs `work` in one write transaction: on disk when this returns, or nothing at all. Inside another one it
 * is a part of that. Throws AppError `disk-full`, `study-busy`, `study-damaged`, or what `work` throws.
 */
export function inTransaction<Result>(db: Database, work: () => Result): Result {
  const isWhole = !db.inTransaction
  const before = waiting.get(db)?.length ?? 0
  let result: Result
  try {
    result = db.transaction(work).immediate()
  } catch (error) {
    // What it would have told has not happened.
    waiting.get(db)?.splice(before)
    throw explainSqlError(error)
  }
  if (isWhole) tellWaiting(db)
  return result
}

interface Waiting {
  readonly tell: (news: never[]) => void
  readonly news: unknown
}

const waiting = new WeakMap<Database, Waiting[]>()

/**
 * Tells what happens in the open transaction once it is on disk, all of it in one call; never when it is rolled back. At
 * once where none is open.
 */
export function afterCommit<News>(db: Database, tell: (news: News[]) => void, news: News): void {
  if (!db.inTransaction) {
    tell([news])
    return
  }
  const known = waiting.get(db) ?? []
  known.push({ tell, news })
  waiting.set(db, known)
}

function tellWaiting(db: Database): void {
  const all = waiting.get(db) ?? []
  waiting.delete(db)
  for (const tell of new Set(all.map((each) => each.tell))) {
    tell(all.filter((each) => each.tell === tell).map(({ news }) => news as never))
  }
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError, isAppError } from '#shared/errors.ts'
import { codeOf, isDiskFull } from '../files/os-errors.ts'
import { PARTIAL_ENDING, writeWholeSync } from '../files/write-atomically.ts'
import { connect } from './connect.ts'
import { requireSound } from './soundness.ts'

/**
 * Writes everything that the connection sees, its log included, into one new file: under another name first,
 * read back and compared, flushed, then renamed, so that under its name it is whole or not there. The file may
 * be read by its owner only. Throws AppError `disk-full`, `file-unreadable`, `conflict` when the name is taken,
 * `study-damaged` when what was read back is not sound.
 */
export function copyVerified(db: Database, target: string, sqliteBinding: string | null): void {
  const partial = `${target}${PARTIAL_ENDING}`
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    removePartial(partial)
    const fill = (): void => {
      // VACUUM INTO takes an empty file that is there, with the mode that it has.
      writeFileSync(partial, '', { mode: 0o600 })
      const isComplete = copyAndCount(db, partial)
      requireEqual(partial, sqliteBinding, isComplete)
    }
    writeWholeSync(target, fill, partial)
  } catch (error) {
    removePartial(partial)
    throw explained(error, target)
  }
}

/** On a full disk SQLite leaves the journal of what it could not write. */
function removePartial(partial: string): void {
  for (const file of [partial, `${partial}-journal`]) rmSync(file, { force: true })
}

type Counts = ReadonlyMap<string, number>

/** Null when another connection wrote meanwhile, so that the two may differ. */
function copyAndCount(db: Database, target: string): Counts | null {
  const before = dataVersion(db)
  db.prepare('VACUUM INTO ?').run(target)
  const counts = countRows(db)
  return dataVersion(db) === before ? counts : null
}

function dataVersion(db: Database): unknown {
  return db.pragma('data_version', { simple: true })
}

function countRows(db: Database): Counts {
  const tables = db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
  return new Map(
    tables.map(({ name }) => [
      name,
      db
        .prepare(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`)
        .pluck()
        .get() as number,
    ]),
  )
}

function requireEqual(file: string, sqliteBinding: string | null, expected: Counts | null): void {
  const copy = connect({ file, sqliteBinding })
  try {
    requireSound(copy)
    const found = countRows(copy)
    for (const [table, rows] of expected ?? []) {
      if (found.get(table) !== rows) {
        throw new AppError('file-unreadable', `The copy “${basename(file)}” lacks rows of “${table}”.`)
      }
    }
  } finally {
    copy.close()
  }
}

function explained(error: unknown, target: string): unknown {
  const code = codeOf(error)
  if (isAppError(error) || code === null) return error
  const name = basename(target)
  if (isDiskFull(error)) {
    return new AppError('disk-full', `The disk is full: the copy “${name}” of the study was not written.`, {
      cause: error,
    })
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return error
  return new AppError('file-unreadable', `The copy “${name}” of the study could not be written.`, {
    cause: error,
  })
}

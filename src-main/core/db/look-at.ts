import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { orDiskFull } from '../files/os-errors.ts'
import { connect } from './connect.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { migrations as releasedMigrations } from './migrations/index.ts'
import { requireOwn, requireStudy } from './require-study.ts'
import type { StudyFile } from './require-study.ts'
import { requireSound } from './soundness.ts'

export interface LookedAt {
  readonly db: Database
  /** Safe to call twice. */
  close(): void
}

/**
 * Opens a database that is only looked at, and writes nothing beside it. With a log that holds what is not in
 * the file yet, in a place where SQLite cannot make the files that reading a log needs, or in an older
 * version, it is a private copy that is opened. Throws AppError as `requireStudy` does, and what SQLite says.
 */
export function lookAt(study: StudyFile): LookedAt {
  return lookInPlace(study) ?? lookAtCopy(study)
}

/** Null where that is not possible. */
function lookInPlace(study: StudyFile): LookedAt | null {
  const { file, sqliteBinding, migrations = releasedMigrations } = study
  // Without a log nobody writes into it, and nothing is missing from it: SQLite may take it as it is.
  const address = bytesOf(`${file}-wal`) === 0 ? `${pathToFileURL(file).href}?immutable=1` : file
  let db: Database | null = null
  try {
    db = connect({ file: address, sqliteBinding, readonly: true })
    requireOwn(db, study)
    if (schemaVersion(db) === migrations.length) {
      requireSound(db)
      return looked(db, () => undefined)
    }
  } catch (error) {
    if (!needsCopy(error)) {
      db?.close()
      throw error
    }
  }
  db?.close()
  return null
}

/** Reading a log takes an index beside it, which cannot be made here. */
function needsCopy(error: unknown): boolean {
  if (!(error instanceof BetterSqlite.SqliteError)) return false
  return error.code.startsWith('SQLITE_CANTOPEN') || error.code.startsWith('SQLITE_READONLY')
}

function lookAtCopy(study: StudyFile): LookedAt {
  clearForgottenCopies()
  const folder = mkdtempSync(join(tmpdir(), `${COPY_PREFIX}${String(process.pid)}-`))
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const file = join(folder, 'study.sqlite')
    copyUnchanged(study.file, file)
    takeLogIn({ ...study, file })
    const db = connect({ file, sqliteBinding: study.sqliteBinding, readonly: true })
    // What is open stays readable without a name, and then no end of the program can leave it behind.
    if (process.platform !== 'win32') remove()
    return looked(db, remove)
  } catch (error) {
    remove()
    throw error
  }
}

function looked(db: Database, afterwards: () => void): LookedAt {
  return {
    db,
    close: () => {
      if (db.open) db.close()
      afterwards()
    },
  }
}

/** Afterwards the copy is one file, complete and current, that can be read without any other. */
function takeLogIn(copy: StudyFile): void {
  const { file, sqliteBinding, migrations = releasedMigrations } = copy
  const db = connect({ file, sqliteBinding })
  try {
    requireStudy(db, copy)
    migrate(db, migrations, null)
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}

const ATTEMPTS = 5

/** Database and log as they were at one moment, though a program on another computer may be writing them. */
function copyUnchanged(from: string, to: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = stateOf(from)
    copyPart(from, to)
    if (bytesOf(`${from}-wal`) > 0) copyPart(`${from}-wal`, `${to}-wal`)
    else rmSync(`${to}-wal`, { force: true })
    if (stateOf(from) === before) return
  }
  throw new AppError(
    'study-busy',
    'Another program is writing into this study, and its folder cannot be written from here. Try again when it has finished.',
  )
}

function copyPart(from: string, to: string): void {
  try {
    copyFileSync(from, to)
    // A copy has the mode of its original, which is what it cannot be written for.
    chmodSync(to, 0o600)
  } catch (error) {
    throw orDiskFull(
      error,
      'The study can be looked at only as a copy, and there is no room for it on the disk of the temporary files.',
    )
  }
}

function stateOf(file: string): string {
  return [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((found) => (found === undefined ? '-' : `${String(found.size)} ${String(found.mtimeMs)}`))
    .join(', ')
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

const COPY_PREFIX = 'emoclip-look-'

/** Copies of programs that were killed before they could remove them. */
function clearForgottenCopies(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = /^emoclip-look-(\d+)-/.exec(name) ?? []
    if (owner !== undefined && !isRunning(Number(owner))) {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // A program of somebody else is one all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import { accessSync, constants, existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError, isAppError } from '#shared/errors.ts'
import { connect } from './connect.ts'
import type { ConnectOptions } from './connect.ts'
import { backupsFolder } from './daily-backup.ts'
import { lockForWriting, lookOnlySentence } from './lock.ts'
import type { StudyLock } from './lock.ts'
import { lookAt } from './look-at.ts'
import { migrate, schemaVersion } from './migrate.ts'
import type { Migration } from './migrate.ts'
import { migrations as releasedMigrations } from './migrations/index.ts'
import { guardPlace } from './place.ts'
import { prepareOnUse } from './prepare-on-use.ts'
import { APPLICATION_ID, requireStudy } from './require-study.ts'
import { explainSqlError } from './sql.ts'

export interface OpenOptions extends ConnectOptions {
  /** Absolute path of `study.sqlite`; its folder must exist. */
  readonly file: string
  /** Look without locking, also while another program writes, and where nothing can be written. */
  readonly readonly?: boolean
  /** Open it to look only when its folder or file cannot be written, instead of refusing. */
  readonly lookIfReadonly?: boolean
  readonly now?: () => Date
  readonly migrations?: readonly Migration[]
}

export interface OpenedDatabase {
  readonly db: Database
  /** Backup made before migrating; null when nothing was migrated. */
  readonly backupFile: string | null
  /** Safe to call twice. */
  close(): void
}

/**
 * Opens, checks and migrates a study's database. Throws AppError `study-unreadable`, `study-newer`,
 * `study-damaged`, `study-foreign`, `study-busy`, `study-readonly`.
 */
export function openDatabase(options: OpenOptions): OpenedDatabase {
  const { file, readonly: readOnly = false, create = false, lookIfReadonly = false } = options
  const study = basename(dirname(file))
  if (!create && !existsSync(file)) {
    throw absent(file, study)
  }
  try {
    const opened = readOnly ? openToLook(options) : openToWrite(options)
    prepareOnUse(opened.db)
    return opened
  } catch (error) {
    const explained = explainOpenError(error, study)
    const isLookOnly = isAppError(explained) && explained.code === 'study-readonly'
    if (isLookOnly && create) throw cannotBeMade(study, error)
    if (!isLookOnly || readOnly || !lookIfReadonly) throw explained
  }
  return openDatabase({ ...options, readonly: true })
}

function openToWrite(options: OpenOptions): OpenedDatabase {
  const { file, sqliteBinding } = options
  requireWritable(file)
  const lock = lockForWriting(join(dirname(file), 'study.lock'), sqliteBinding)
  let db: Database | null = null
  try {
    db = connect(options)
    const backupFile = prepare(db, options)
    guardPlace(db, file)
    return { db, backupFile, close: closer(db, lock) }
  } catch (error) {
    db?.close()
    lock.release()
    throw error
  }
}

function closer(db: Database, lock: StudyLock | null): () => void {
  return () => {
    if (db.open) db.close()
    lock?.release()
  }
}

/** SQLite opens what it may not write all the same, and fails at the first edit. */
function requireWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.W_OK)
  } catch (error) {
    throw new AppError('study-readonly', lookOnlySentence, { cause: error })
  }
}

function openToLook(options: OpenOptions): OpenedDatabase {
  const { db, close } = lookAt(options)
  return { db, backupFile: null, close }
}

/** Order matters: nothing is written into a file before it is known to be ours and sound. */
function prepare(db: Database, options: OpenOptions): string | null {
  const { migrations = releasedMigrations, create = false } = options
  const isNew = create && schemaVersion(db) === 0 && tableCount(db) === 0
  // A killed first start leaves an empty file, not half a study: the log is switched on after the schema is in.
  if (isNew) db.pragma(`application_id = ${String(APPLICATION_ID)}`)
  else requireStudy(db, options)
  const backupFile = migrate(db, migrations, {
    folder: backupsFolder(dirname(options.file)),
    sqliteBinding: options.sqliteBinding,
    stamp: (options.now?.() ?? new Date()).toISOString().replaceAll(':', '-').replace('.', '-'),
  })
  db.pragma('journal_mode = WAL')
  // An edit that is shown as saved is on disk: FULL flushes the log at every commit, NORMAL would not.
  db.pragma('synchronous = FULL')
  // Makes the log, so that its place is known.
  tableCount(db)
  return backupFile
}

function absent(file: string, study: string): AppError {
  const message = existsSync(backupsFolder(dirname(file)))
    ? `In the folder “${study}” the study’s file “study.sqlite” is missing. Put back one of the study’s backups.`
    : `The folder “${study}” holds no study.`
  return new AppError('study-unreadable', message)
}

function cannotBeMade(study: string, cause: unknown): AppError {
  return new AppError(
    'study-unreadable',
    `The folder “${study}” cannot be written: no study can be made there.`,
    {
      cause,
    },
  )
}

function tableCount(db: Database): number {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number
}

function explainOpenError(error: unknown, study: string): unknown {
  if (!(error instanceof BetterSqlite.SqliteError)) return error
  const options = { cause: error }
  if (error.code.startsWith('SQLITE_CANTOPEN')) {
    const message = `The study “${study}” cannot be opened: check that you may read its folder and the files in it.`
    return new AppError('study-unreadable', message, options)
  }
  const explained = explainSqlError(error)
  if (explained !== error) return explained
  const message = `The study “${study}” cannot be opened: SQLite says “${error.message}”.`
  return new AppError('study-unreadable', message, options)
}

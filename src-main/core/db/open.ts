import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { lockForWriting } from './lock.ts'
import type { StudyLock } from './lock.ts'
import { latestVersion, migrate, schemaVersion } from './migrate.ts'
import type { Migration } from './migrate.ts'
import { migrations as releasedMigrations } from './migrations/index.ts'
import { damagedSentence, explainSqlError } from './sql.ts'

/** `EMCL`: tells a study from any other SQLite file. */
export const APPLICATION_ID = 0x454d434c

/**
 * The whole file is read for the check. Above this size that would hold up the start by seconds, so a large
 * file is checked only after a program died with it open, which is when damage happens.
 */
const ALWAYS_CHECKED_BYTES = 256 * 1024 * 1024

export interface OpenOptions {
  /** Absolute path of `study.sqlite`; its folder must exist. */
  readonly file: string
  /** Native binding of better-sqlite3; null for the prebuilt one. */
  readonly sqliteBinding: string | null
  /** Look without locking, also while another program writes. */
  readonly readonly?: boolean
  /** Make the file if it is not there. */
  readonly create?: boolean
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
 * `study-damaged`, `study-busy`.
 */
export function openDatabase(options: OpenOptions): OpenedDatabase {
  const { file, readonly: readOnly = false, create = false } = options
  const study = basename(dirname(file))
  if (!create && !existsSync(file)) {
    throw new AppError('study-unreadable', `The folder “${study}” holds no study.`)
  }
  let lock: StudyLock | null = null
  let db: Database | null = null
  try {
    if (!readOnly) lock = lockForWriting(join(dirname(file), 'study.lock'), options.sqliteBinding)
    const wasUnclean = !readOnly && existsSync(`${file}-wal`)
    db = connect(options)
    const backupFile = prepare(db, { ...options, wasUnclean })
    const opened = { db, lock }
    return {
      db,
      backupFile,
      close: () => {
        if (opened.db.open) opened.db.close()
        opened.lock?.release()
      },
    }
  } catch (error) {
    db?.close()
    lock?.release()
    throw explainOpenError(error, study)
  }
}

function connect({ file, sqliteBinding, readonly: readOnly = false, create = false }: OpenOptions): Database {
  const binding = sqliteBinding === null ? {} : { nativeBinding: sqliteBinding }
  const db = new BetterSqlite(file, {
    ...binding,
    readonly: readOnly,
    timeout: 5000,
    fileMustExist: !create,
  })
  db.pragma('foreign_keys = ON')
  return db
}

/** Order matters: nothing is written into a file before it is known to be ours and sound. */
function prepare(db: Database, options: OpenOptions & { wasUnclean: boolean }): string | null {
  const migrations = options.migrations ?? releasedMigrations
  const isNew = options.create === true && schemaVersion(db) === 0 && tableCount(db) === 0
  if (!isNew && db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new AppError(
      'study-unreadable',
      `“${basename(options.file)}” is a database of another program, not a study.`,
    )
  }
  if (!isNew) checkIntegrity(db, options)
  if (options.readonly === true) return requireCurrent(db, migrations)
  // A killed first start leaves an empty file, not half a study: the log is switched on after the schema is in.
  if (isNew) db.pragma(`application_id = ${String(APPLICATION_ID)}`)
  const backupFile = migrate(db, migrations, {
    folder: join(dirname(options.file), 'backups'),
    stamp: (options.now?.() ?? new Date()).toISOString().replaceAll(':', '-').replace('.', '-'),
  })
  db.pragma('journal_mode = WAL')
  // An edit that is shown as saved is on disk: FULL flushes the log at every commit, NORMAL would not.
  db.pragma('synchronous = FULL')
  return backupFile
}

function requireCurrent(db: Database, migrations: readonly Migration[]): null {
  const latest = latestVersion(migrations)
  const current = schemaVersion(db)
  if (current < latest) {
    throw new AppError(
      'study-unreadable',
      'This study has an older format. Open it once in the program, so that it can be brought to the newer one.',
    )
  }
  if (current > latest) migrate(db, migrations, { folder: '', stamp: '' })
  return null
}

function checkIntegrity(db: Database, options: OpenOptions & { wasUnclean: boolean }): void {
  if (!options.wasUnclean && statSync(options.file).size > ALWAYS_CHECKED_BYTES) return
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok')
    throw new AppError('study-damaged', damagedSentence)
}

function tableCount(db: Database): number {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number
}

function explainOpenError(error: unknown, study: string): unknown {
  if (!(error instanceof BetterSqlite.SqliteError)) return error
  const options = { cause: error }
  if (error.code.startsWith('SQLITE_CANTOPEN') || error.code.startsWith('SQLITE_READONLY')) {
    const message = `The study “${study}” cannot be opened: check that you may read and write in its folder.`
    return new AppError('study-unreadable', message, options)
  }
  const explained = explainSqlError(error)
  if (explained !== error) return explained
  const message = `The study “${study}” cannot be opened: SQLite says “${error.message}”.`
  return new AppError('study-unreadable', message, options)
}

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { BackupContents, StudyBackup } from '#shared/domain/backup.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { putInPlaceSync } from '../files/write-atomically.ts'
import { isDailyBackup } from './backup-names.ts'
import { CAPTION_TIER } from './caption-tier.ts'
import { connect } from './connect.ts'
import { backupsFolder } from './daily-backup.ts'
import { lockForWriting } from './lock.ts'
import { lookAt } from './look-at.ts'
import { requireOwn } from './require-study.ts'
import { explainSqlError } from './sql.ts'
import { copyVerified } from './verified-copy.ts'

const DATABASE = 'study.sqlite'

/** Newest first. What is in each is read without checking all of it: putting one back does. */
export function listBackups(studyFolder: string, sqliteBinding: string | null): StudyBackup[] {
  const folder = backupsFolder(studyFolder)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sqlite')) : []
  return names
    .map((name) => describe(join(folder, name), sqliteBinding))
    .sort((a, b) => b.madeUtc.localeCompare(a.madeUtc))
}

function describe(file: string, sqliteBinding: string | null): StudyBackup {
  const { size, mtime } = statSync(file)
  const name = basename(file)
  const known = { name, madeUtc: mtime.toISOString(), bytes: size, isDaily: isDailyBackup(name) }
  try {
    return { ...known, contents: contentsOf(file, sqliteBinding), problem: null }
  } catch (thrown) {
    const error = explainSqlError(thrown)
    const problem = isAppError(error) ? error.message : 'It cannot be read.'
    return { ...known, contents: null, problem }
  }
}

function contentsOf(file: string, sqliteBinding: string | null): BackupContents {
  const db = connect({ file, sqliteBinding, readonly: true })
  try {
    requireOwn(db, { file, sqliteBinding })
    return countContents(db)
  } finally {
    db.close()
  }
}

/** Backups of before there were tiers keep captions in a table of their own. */
function captionsIn(db: Database): string {
  const isOld = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'captions'").get()
  return isOld === undefined
    ? `annotations WHERE tier_id = ${String(CAPTION_TIER.id)}`
    : 'captions WHERE true'
}

function countContents(db: Database): BackupContents {
  const captions = captionsIn(db)
  const row = db
    .prepare<[], BackupContents>(
      `SELECT
         (SELECT title FROM study) AS title,
         (SELECT count(*) FROM patients) AS patients,
         (SELECT count(*) FROM sessions) AS sessions,
         (SELECT count(*) FROM ${captions} AND text <> '') AS captions,
         (SELECT count(*) FROM scores) AS scores,
         (SELECT max(at) FROM (SELECT max(updated_utc) AS at FROM ${captions}
           UNION ALL SELECT max(updated_utc) FROM scores)) AS lastEditUtc`,
    )
    .get()
  if (row === undefined) throw new Error('A SELECT without FROM answers one row.')
  return row
}

export interface RestoreOptions {
  readonly studyFolder: string
  /** Absolute path of the backup, or of any other study's file. */
  readonly from: string
  readonly sqliteBinding: string | null
  readonly now: Date
}

/**
 * Puts a backup in the place of a study's file. The file that was there is not thrown away: it is kept, with its
 * log, in a folder of `replaced`. Answers that folder, relative to the study's; null when nothing was there.
 * Throws AppError `study-busy` while the study is open, and before anything is touched what is wrong with the backup.
 */
export function restoreStudy({ studyFolder, from, sqliteBinding, now }: RestoreOptions): string | null {
  if (!existsSync(from)) throw new AppError('not-found', `There is no file “${basename(from)}” to put back.`)
  const file = join(studyFolder, DATABASE)
  const lock = lockForWriting(join(studyFolder, 'study.lock'), sqliteBinding)
  try {
    const restored = join(studyFolder, `${DATABASE}.restored`)
    writeSound(from, restored, sqliteBinding)
    const aside = setAside(file, now)
    // Killed before this, the study has no file, which is said when it is opened; never an old one without its log.
    putInPlaceSync(restored, file)
    return aside
  } finally {
    lock.release()
  }
}

function writeSound(from: string, to: string, sqliteBinding: string | null): void {
  try {
    const source = lookAt({ file: from, sqliteBinding })
    try {
      rmSync(to, { force: true })
      copyVerified(source.db, to, sqliteBinding)
    } finally {
      source.close()
    }
  } catch (thrown) {
    const error = explainSqlError(thrown)
    if (!isAppError(error) || error.code !== 'study-damaged') throw error
    throw new AppError(
      'study-damaged',
      `“${basename(from)}” is damaged itself and was not put back. Choose another backup.`,
      {
        cause: thrown,
      },
    )
  }
}

function setAside(file: string, now: Date): string | null {
  if (!existsSync(file)) return null
  const stamp = now.toISOString().replaceAll(':', '-').replace('.', '-')
  let name = stamp
  for (let copy = 2; existsSync(join(dirname(file), 'replaced', name)); copy += 1)
    name = `${stamp}-${String(copy)}`
  const folder = join(dirname(file), 'replaced', name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  putInPlaceSync(file, join(folder, DATABASE))
  const log = `${file}-wal`
  if (existsSync(log)) putInPlaceSync(log, join(folder, `${DATABASE}-wal`))
  rmSync(`${file}-shm`, { force: true })
  return `replaced/${name}`
}

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dailyBackupName, isDailyBackup, outdatedBackups } from './backup-names.ts'
import { connect } from './connect.ts'
import { copyVerified } from './verified-copy.ts'

export interface BackupRequest {
  /** Absolute path of `study.sqlite`. */
  readonly file: string
  /** What the day's backup is called. */
  readonly name: string
  readonly sqliteBinding: string | null
}

export function backupsFolder(studyFolder: string): string {
  return join(studyFolder, 'backups')
}

/** Null when there is one of today, or nothing changed since the newest. */
export function dueBackup(file: string, sqliteBinding: string | null, now: Date): BackupRequest | null {
  const folder = backupsFolder(dirname(file))
  const name = dailyBackupName(now)
  if (existsSync(join(folder, name))) return null
  const newest = Math.max(0, ...dailyBackups(folder).map((known) => modifiedMs(join(folder, known))))
  return changedMs(file) > newest ? { file, name, sqliteBinding } : null
}

/**
 * Writes the backup and removes those that are no longer kept. It reads the whole study through a connection
 * of its own, beside the one that works in it. Throws AppError as `copyVerified` does.
 */
export function makeDailyBackup({ file, name, sqliteBinding }: BackupRequest): void {
  const folder = backupsFolder(dirname(file))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeUnfinished(folder)
  const db = connect({ file, sqliteBinding, readonly: true })
  try {
    copyVerified(db, join(folder, name), sqliteBinding)
  } finally {
    db.close()
  }
  for (const outdated of outdatedBackups(readdirSync(folder))) rmSync(join(folder, outdated), { force: true })
}

function dailyBackups(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(isDailyBackup) : []
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^study-.*\.sqlite\.part(?:-journal|-wal|-shm)?$/.test(name))
      rmSync(join(folder, name), { force: true })
  }
}

/** A log counts when there is something in it: opening a study alone makes an empty one. */
function changedMs(file: string): number {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  return Math.max(modifiedMs(file), log !== undefined && log.size > 0 ? log.mtimeMs : 0)
}

function modifiedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

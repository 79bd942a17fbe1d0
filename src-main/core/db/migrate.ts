import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { copyVerified } from './verified-copy.ts'

/** Where the backup before a migration goes. */
export interface MigrationBackup {
  readonly folder: string
  readonly stamp: string
  readonly sqliteBinding: string | null
}

/** One step of the schema. A released one is never edited: a later one corrects it. */
export interface Migration {
  readonly version: number
  readonly name: string
  up(db: Database): void
}

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

/** The version that this program writes. Throws when the list has a gap or is out of order: a mistake of ours. */
export function latestVersion(migrations: readonly Migration[]): number {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new Error(
        `Migration ${migration.name} has number ${String(migration.version)}, not ${String(index + 1)}.`,
      )
    }
  })
  return migrations.length
}

/** Throws AppError `study-newer`. */
export function requireKnownVersion(db: Database, migrations: readonly Migration[]): void {
  const latest = latestVersion(migrations)
  const current = schemaVersion(db)
  if (current <= latest) return
  throw new AppError(
    'study-newer',
    `This study was saved by a newer version of the program (schema ${String(current)}, this one knows ${String(latest)}). Install the newer version to open it.`,
  )
}

/**
 * Brings the database to the newest version, all steps in one exclusive transaction with the version number
 * inside: it is either there or where it was. A file that holds data is copied into the backup's folder first,
 * unless `backup` is null.
 * Returns the backup's path, null when none was needed. Throws AppError `study-newer`.
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
  backup: MigrationBackup | null,
): string | null {
  requireKnownVersion(db, migrations)
  const latest = latestVersion(migrations)
  const current = schemaVersion(db)
  if (current === latest) return null
  const backupFile = current === 0 || backup === null ? null : backUp(db, backup, current)
  db.transaction(() => {
    // Read again under the lock: another program may have migrated in between.
    applyMigrations(db, migrations.slice(schemaVersion(db)))
    db.pragma(`user_version = ${String(latest)}`)
  }).exclusive()
  return backupFile
}

export function applyMigrations(db: Database, migrations: readonly Migration[]): void {
  for (const migration of migrations) migration.up(db)
}

function backUp(db: Database, backup: MigrationBackup, version: number): string {
  const stem = `study-v${String(version)}-${backup.stamp}`
  let file = join(backup.folder, `${stem}.sqlite`)
  for (let copy = 2; existsSync(file); copy += 1) file = join(backup.folder, `${stem}-${String(copy)}.sqlite`)
  try {
    copyVerified(db, file, backup.sqliteBinding)
  } catch (error) {
    throw new AppError(
      'disk-full',
      `The study must be brought to a newer format, but the backup “${basename(file)}” could not be written. Nothing was changed.`,
      { cause: error },
    )
  }
  return file
}

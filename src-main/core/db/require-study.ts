import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { requireKnownVersion, schemaVersion } from './migrate.ts'
import type { Migration } from './migrate.ts'
import { migrations as releasedMigrations } from './migrations/index.ts'
import { requireOwnSchema } from './own-schema.ts'
import { requireSound } from './soundness.ts'

/** `EMCL`: tells a study from any other SQLite file. */
export const APPLICATION_ID = 0x454d434c

export interface StudyFile {
  readonly file: string
  readonly sqliteBinding: string | null
  /** Those of this program, when not given. */
  readonly migrations?: readonly Migration[]
}

/** Ours, of a version that is known, and built as we build it: what it takes to read a few rows of it. */
export function requireOwn(
  db: Database,
  { file, sqliteBinding, migrations = releasedMigrations }: StudyFile,
): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new AppError(
      'study-unreadable',
      `“${basename(file)}” is a database of another program, not a study.`,
    )
  }
  requireKnownVersion(db, migrations)
  requireOwnSchema(db, { migrations, version: schemaVersion(db), sqliteBinding })
}

/**
 * Ours and sound, in this order: checking a row runs what its table was built with. Throws AppError
 * `study-unreadable`, `study-newer`, `study-foreign`, `study-damaged`, or what SQLite says of a page.
 */
export function requireStudy(db: Database, given: StudyFile): void {
  requireOwn(db, given)
  requireSound(db)
}

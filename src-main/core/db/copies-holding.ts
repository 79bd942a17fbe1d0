import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from './connect.ts'
import { backupsFolder } from './daily-backup.ts'

/** Of whom a copy of a study's file is asked. */
export interface HeldPatient {
  readonly patientCode: string
  /** Contents of the videos, by which one who had another code is found. */
  readonly sha256s: readonly string[]
}

export interface HeldCopy {
  /** Relative to the study's folder, with forward slashes. */
  readonly name: string
  /** ISO 8601 */
  readonly madeUtc: string
}

/**
 * Copies of the study's file in its folder that hold the patient, or cannot be read, newest first: backups, and files
 * that a backup replaced, which are kept with their logs and may be damaged, so that nobody looks into them.
 */
export function copiesHolding(
  studyFolder: string,
  patient: HeldPatient,
  sqliteBinding: string | null,
): HeldCopy[] {
  const backups = namesIn(backupsFolder(studyFolder))
    .filter((name) => mayHold(join(backupsFolder(studyFolder), name), patient, sqliteBinding))
    .map((name) => `backups/${name}`)
  const replaced = namesIn(join(studyFolder, 'replaced')).map((name) => `replaced/${name}`)
  return [...backups, ...replaced]
    .map((name) => ({ name, madeUtc: statSync(join(studyFolder, name)).mtime.toISOString() }))
    .sort((a, b) => b.madeUtc.localeCompare(a.madeUtc))
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

function mayHold(file: string, { patientCode, sha256s }: HeldPatient, sqliteBinding: string | null): boolean {
  try {
    const db = connect({ file, sqliteBinding, readonly: true })
    try {
      const held = db
        .prepare<[string, string], number>(
          `SELECT EXISTS (SELECT 1 FROM patients WHERE code = ?)
             OR EXISTS (SELECT 1 FROM videos WHERE sha256 IN (SELECT value FROM json_each(?)))`,
        )
        .pluck()
        .get(patientCode, JSON.stringify(sha256s))
      return held !== 0
    } finally {
      db.close()
    }
  } catch {
    return true
  }
}

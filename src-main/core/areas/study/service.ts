import type { HeldCopy, HeldPatient } from '../../db/copies-holding.ts'

/** Copies of the whole study, in its folder `backups`. */
export interface BackupService {
  /**
   * Makes today's, unless it is there or nothing changed since the newest. Never rejects: answers what went
   * wrong in one sentence, or null.
   */
  daily(): Promise<string | null>
  /** Copies of the study's file in its folder that hold a patient, or cannot be read; newest first. */
  holding(patient: HeldPatient): HeldCopy[]
  /** When none is being written. */
  atRest(): Promise<void>
}

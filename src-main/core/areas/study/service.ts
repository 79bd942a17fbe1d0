/** Copies of the whole study, in its folder `backups`. */
export interface BackupService {
  /**
   * Makes today's, unless it is there or nothing changed since the newest. Never rejects: answers what went
   * wrong in one sentence, or null.
   */
  daily(): Promise<string | null>
}

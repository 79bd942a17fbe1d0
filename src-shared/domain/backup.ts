import { z } from 'zod'

const count = z.number().int().min(0)

export const backupContentsSchema = z.object({
  title: z.string().nullable(),
  patients: count,
  sessions: count,
  /** Those with a text. */
  captions: count,
  scores: count,
  /** When a caption or score was last saved in it, ISO 8601; null without any. */
  lastEditUtc: z.string().nullable(),
})
export type BackupContents = z.infer<typeof backupContentsSchema>

/** A file in a study's folder `backups`. */
export const studyBackupSchema = z.object({
  name: z.string(),
  /** ISO 8601 */
  madeUtc: z.string(),
  bytes: count,
  /** Made day by day; else before the study was brought to a newer format. */
  isDaily: z.boolean(),
  /** Null when it cannot be read. */
  contents: backupContentsSchema.nullable(),
  /** One sentence; null when it can be read. */
  problem: z.string().nullable(),
})
export type StudyBackup = z.infer<typeof studyBackupSchema>

export const restorableStudySchema = z.object({
  /** Last part of the study's folder. */
  folderName: z.string(),
  /** Newest first. */
  backups: z.array(studyBackupSchema),
})
export type RestorableStudy = z.infer<typeof restorableStudySchema>

import { z } from 'zod'

export const removableSchema = z.object({
  kind: z.enum(['patient', 'visit', 'video', 'clip']),
  id: z.number().int().positive(),
})
/** What can be removed for good, with all that hangs on it. */
export type Removable = z.infer<typeof removableSchema>

const count = z.number().int().nonnegative()

export const staleBackupSchema = z.object({
  /** Relative to the study's folder, e.g. `backups/study-2026-01-02.sqlite`. */
  name: z.string(),
  /** ISO 8601 */
  madeUtc: z.string(),
})
export type StaleBackup = z.infer<typeof staleBackupSchema>

export const removalCountSchema = z.object({
  /** What it is called, e.g. `P001 baseline`. */
  name: z.string(),
  /** The patient's code, which has to be typed. */
  patientCode: z.string(),
  visits: count,
  videos: count,
  /** Of these, copies in the study's own folder, which go; the others lie elsewhere and are not touched. */
  copiedVideos: count,
  clips: count,
  /** Those with a text. */
  captions: count,
  captionRaters: count,
  scores: count,
  scoreRaters: count,
  predictedClips: count,
  /** Appearances of faces. */
  faces: count,
  estimates: count,
  /** They learnt from what is removed: they go as a whole, with what they estimate of others. */
  severityModels: count,
  /** Entries of which the texts go. */
  journalEntries: count,
  /** They hold what is removed, or cannot be read. */
  backups: z.array(staleBackupSchema),
})
/** What a removal would take, before anything is touched. */
export type RemovalCount = z.infer<typeof removalCountSchema>

export const removalResultSchema = z.object({
  count: removalCountSchema,
  /** False while another program reads the study, or a file is in use: the rest goes when the study is next opened. */
  finished: z.boolean(),
  /** Backups that were kept, and hold it still. */
  keptBackups: z.array(staleBackupSchema),
})
export type RemovalResult = z.infer<typeof removalResultSchema>

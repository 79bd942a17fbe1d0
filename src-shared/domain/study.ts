import { z } from 'zod'

export const studySummarySchema = z.object({
  title: z.string(),
  /** Last part of the study's folder; the full path stays in the main process. */
  folderName: z.string(),
  schemaVersion: z.number().int(),
  patients: z.number().int(),
  sessions: z.number().int(),
  clips: z.number().int(),
  captionedClips: z.number().int(),
  predictedClips: z.number().int(),
  ratedSessions: z.number().int(),
  problemClips: z.number().int(),
  /** Any synthetic session in it: the window then shows a lasting banner. */
  synthetic: z.boolean(),
  /** Its folder or file cannot be written: it can be looked at, and nothing can be changed. */
  lookOnly: z.boolean(),
  /** What in its file is damaged and left out, one sentence each; everything else can be worked with. */
  damages: z.array(z.string()),
})
export type StudySummary = z.infer<typeof studySummarySchema>

/** What changed in the study, so that views reload just that. */
export const studyAreas = [
  'library',
  'captions',
  'scores',
  'predictions',
  'severity',
  'prompts',
  'scales',
  'raters',
  'clips',
  'people',
] as const
export type StudyArea = (typeof studyAreas)[number]

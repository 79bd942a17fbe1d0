import { z } from 'zod'
import { idSchema } from '../limits.ts'

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
  'annotations',
  'scores',
  'predictions',
  'severity',
  'prompts',
  'scales',
  'covariates',
  'protocols',
  'raters',
  'clips',
  'people',
] as const
export type StudyArea = (typeof studyAreas)[number]

/** Areas that people change: only there is a step to be taken back. */
export const journalAreas: readonly StudyArea[] = studyAreas.filter(
  (area) => !['library', 'predictions', 'severity'].includes(area),
)

/**
 * Which objects changed, by the ids of their rows. Of all others of the study nothing changed that the areas of the same
 * change show.
 */
export const changedIdsSchema = z.object({
  clips: z.array(idSchema),
  /** Whose clips, scores or people are others, or more, or fewer. */
  visits: z.array(idSchema),
  /** Whose visits are called otherwise, or are those of somebody else. */
  patients: z.array(idSchema),
  scales: z.array(z.string()),
})
export type ChangedIds = z.infer<typeof changedIdsSchema>

export interface StudyChange {
  readonly areas: readonly StudyArea[]
  /** Null: it may be any. */
  readonly ids: ChangedIds | null
}

/** So many are not named one by one: whoever shows them reads everything. */
const MAX_NAMED = 500

/** Named by some of the kinds only. */
export function changedIds(some: Partial<ChangedIds>): ChangedIds {
  return { clips: [], visits: [], patients: [], scales: [], ...some }
}

/** All of them as one. */
export function joinChanges(changes: readonly StudyChange[]): StudyChange {
  const areas = [...new Set(changes.flatMap((change) => change.areas))]
  const named = changes.flatMap(({ ids }) => ids ?? [])
  if (named.length < changes.length) return { areas, ids: null }
  const ids = changedIds({
    clips: [...new Set(named.flatMap(({ clips }) => clips))],
    visits: [...new Set(named.flatMap(({ visits }) => visits))],
    patients: [...new Set(named.flatMap(({ patients }) => patients))],
    scales: [...new Set(named.flatMap(({ scales }) => scales))],
  })
  const count = Object.values(ids).reduce((sum, each) => sum + each.length, 0)
  return { areas, ids: count > MAX_NAMED ? null : ids }
}

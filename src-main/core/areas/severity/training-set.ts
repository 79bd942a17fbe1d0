import type { ScaleItem } from '#shared/domain/scale.ts'
import type { PatientFlow } from '#shared/domain/patient-flow.ts'
import { AppError } from '#shared/errors.ts'
import { patientFlow } from './patient-flow.ts'
import type { SessionsWith } from './patient-flow.ts'
import type { RatedItem } from './severity-repository.ts'
import type { SessionFeature } from './session-features.ts'

/** Fewer held-out patients say nothing: one of them alone then moves every statistic. */
export const MIN_PATIENTS = 8

/** Sessions with both a rating of the item and a face, one row each. */
export interface TrainingSet {
  readonly item: ScaleItem
  readonly rows: readonly SessionFeature[]
  /** Mean over raters, one per row. */
  readonly ratings: readonly number[]
  /** Codes, in order. */
  readonly raters: readonly string[]
  readonly nPatients: number
  readonly nClips: number
  readonly synthetic: boolean
  /** Null for a made-up cohort. */
  readonly flow: PatientFlow | null
}

/** What the pack saw in the sessions of the study. */
export interface SeenSessions {
  readonly features: readonly SessionFeature[]
  readonly having: SessionsWith
}

/** How an item is called in sentences, e.g. `“Blunted affect” (panss_n1)`. */
export function itemName({ name, column }: ScaleItem): string {
  return `“${name}” (${column})`
}

function refuse(item: ScaleItem, ratedPatients: number, usablePatients: number): never {
  const rule = `At least ${MIN_PATIENTS} patients are needed, as each is estimated by a model of the others and fewer would say nothing about a new one.`
  const rated = ratedPatients === 1 ? '1 patient is rated' : `${ratedPatients} patients are rated`
  const usable =
    ratedPatients === usablePatients
      ? ''
      : `, and ${usablePatients} of them also have a predicted clip with a face`
  throw new AppError(
    'too-few-patients',
    `${itemName(item)} cannot be estimated: ${rated} on it${usable}. ${rule}`,
  )
}

/**
 * What a model of one item learns from; `ratings` are those of its scale. Throws AppError `item-not-visible`, `too-few-patients`, or `nothing-to-do`
 * when every session has the same rating.
 */
export function trainingSet(
  item: ScaleItem,
  ratings: readonly RatedItem[],
  { features, having }: SeenSessions,
): TrainingSet {
  if (!item.faceVisible) {
    throw new AppError(
      'item-not-visible',
      `${itemName(item)} cannot be estimated from video: it is rated from what is said in the interview, not from what a face shows.`,
    )
  }
  const ofItem = ratings.filter((rating) => rating.itemId === item.id)
  const bySession = new Map<number, RatedItem[]>()
  for (const rating of ofItem) {
    bySession.set(rating.sessionId, [...(bySession.get(rating.sessionId) ?? []), rating])
  }
  const rows = features.filter(({ sessionId }) => bySession.has(sessionId))
  const nPatients = new Set(rows.map(({ patientCode }) => patientCode)).size
  if (nPatients < MIN_PATIENTS) {
    refuse(item, new Set(ofItem.map(({ patientCode }) => patientCode)).size, nPatients)
  }
  const used = rows.map(({ sessionId }) => bySession.get(sessionId) ?? [])
  const means = used.map((values) => values.reduce((sum, { value }) => sum + value, 0) / values.length)
  if (means.every((mean) => mean === means[0])) {
    throw new AppError(
      'nothing-to-do',
      `${itemName(item)} cannot be estimated: every session has the same rating, so there is no difference to learn.`,
    )
  }
  return {
    item,
    rows,
    ratings: means,
    raters: [...new Set(used.flat().map(({ raterCode }) => raterCode))].sort(),
    nPatients,
    nClips: rows.reduce((sum, { nClips }) => sum + nClips, 0),
    synthetic: used.flat().some(({ synthetic }) => synthetic),
    flow: patientFlow(item.id, ratings, having),
  }
}

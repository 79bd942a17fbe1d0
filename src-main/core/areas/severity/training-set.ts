import { faceReasonSentence } from '#shared/domain/face-reason.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type { PatientFlow } from '#shared/domain/patient-flow.ts'
import { AppError } from '#shared/errors.ts'
import { countedRatings } from './counted-ratings.ts'
import { patientFlow } from './patient-flow.ts'
import type { SessionsWith } from './patient-flow.ts'
import type { RatedItem } from './severity-repository.ts'
import type { SessionFeature } from './session-features.ts'

/** Fewer held-out patients say nothing: one of them alone then moves every statistic. */
export const MIN_PATIENTS = 8

/** Sessions with both a rating of the item and a face, one row each. */
export interface TrainingSet {
  readonly item: SeverityTarget
  readonly rows: readonly SessionFeature[]
  /** Mean over raters, or their consensus, one per row. */
  readonly ratings: readonly number[]
  /** Codes, in order. */
  readonly raters: readonly string[]
  readonly nPatients: number
  readonly nClips: number
  readonly synthetic: boolean
  /** Ratings among them that were made with estimates in view. */
  readonly nUnblinded: number
  /** Rows for which the consensus of several raters stands. */
  readonly nConsensus: number
  /** Null for a made-up cohort. */
  readonly flow: PatientFlow | null
}

/** What the pack saw in the sessions of the study. */
export interface SeenSessions {
  readonly features: readonly SessionFeature[]
  readonly having: SessionsWith
}

/** What somebody said that counts. */
export interface Accepted {
  /** Ratings that were made with estimates in view. */
  readonly unblinded: boolean
  /** An item that a face cannot show. */
  readonly insists?: boolean | undefined
}

/** How an item is called in sentences, e.g. `“Blunted affect” (panss_n1)`. */
export function itemName({ name, column }: SeverityTarget): string {
  return `“${name}” (${column})`
}

interface RatedPatients {
  readonly rated: number
  /** Of them those with a rating that counts. */
  readonly blind: number
  /** Of them those with a face. */
  readonly usable: number
}

function refuse(
  item: SeverityTarget,
  { rated: ratedPatients, blind, usable: usablePatients }: RatedPatients,
): never {
  const rule = `At least ${MIN_PATIENTS} patients are needed, as each is estimated by a model of the others and fewer would say nothing about a new one.`
  const rated = ratedPatients === 1 ? '1 patient is rated' : `${ratedPatients} patients are rated`
  const seen =
    ratedPatients === blind
      ? ''
      : `, ${ratedPatients - blind} of them with estimates in view only, which does not count`
  const usable =
    blind === usablePatients
      ? ''
      : `, and ${usablePatients} of ${seen === '' ? 'them' : 'the others'} also have a predicted clip with a face`
  throw new AppError(
    'too-few-patients',
    `${itemName(item)} cannot be estimated: ${rated} on it${seen}${usable}. ${rule}`,
  )
}

function patientsIn(rows: readonly { readonly patientCode: string }[]): number {
  return new Set(rows.map(({ patientCode }) => patientCode)).size
}

/**
 * What a model of one item learns from; `ratings` are those of its scale. Throws AppError `item-not-visible`, `too-few-patients`, or `nothing-to-do`
 * when every session has the same rating.
 */
export function trainingSet(
  item: SeverityTarget,
  ratings: readonly RatedItem[],
  { features, having, unblinded, insists }: SeenSessions & Accepted,
): TrainingSet {
  if (!item.faceVisible && insists !== true) {
    throw new AppError(
      'item-not-visible',
      `${itemName(item)} cannot be estimated from video: a face does not show it. ${faceReasonSentence(item.notOnFace)}`,
    )
  }
  const ofItem = ratings.filter((rating) => rating.itemId === item.id)
  const counted = countedRatings(ofItem, { unblinded })
  const bySession = new Map<number, RatedItem[]>()
  for (const rating of counted) {
    bySession.set(rating.sessionId, [...(bySession.get(rating.sessionId) ?? []), rating])
  }
  const rows = features.filter(({ sessionId }) => bySession.has(sessionId))
  const nPatients = patientsIn(rows)
  if (nPatients < MIN_PATIENTS) {
    refuse(item, { rated: patientsIn(ofItem), blind: patientsIn(counted), usable: nPatients })
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
    nConsensus: used.filter((values) => values.some(({ isConsensus }) => isConsensus)).length,
    nUnblinded: used.flat().filter((rating) => rating.unblinded).length,
    flow: patientFlow({ itemId: item.id, ratings, having, unblinded }),
  }
}

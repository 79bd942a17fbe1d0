import { groupBy } from '#shared/group-by.ts'
import { mean } from '../../statistics/moments.ts'
import type { Column } from '../../statistics/correlation-matrix.ts'
import { countedRatings } from './counted-ratings.ts'
import type { SessionFeature } from './session-features.ts'
import type { RatedItem } from './severity-repository.ts'

/** Patients are the unit: each has one value an item, its mean over visits. */
export interface PatientColumns {
  /** In the order of the ratings. */
  readonly patients: readonly string[]
  /** One an item. */
  readonly items: readonly Column[]
  /** One a prompt; none without features. */
  readonly prompts: readonly Column[]
  readonly nSessions: number
  readonly synthetic: boolean
}

const meanOr = (values: readonly number[]): number => mean(values) ?? NaN

/** Of each patient: means of visits, and those are means of the raters, or their consensus. */
function itemColumn(ratings: readonly RatedItem[], patients: readonly string[]): Column {
  const ofPatients = groupBy(ratings, ({ patientCode }) => patientCode)
  return Float64Array.from(patients, (patient) => {
    const visits = groupBy(ofPatients.get(patient) ?? [], ({ sessionId }) => sessionId)
    return meanOr([...visits.values()].map((of) => meanOr(of.map(({ value }) => value))))
  })
}

/**
 * What is compared over patients. Ratings that were made with estimates in view are left out. With features only visits count that are
 * rated and have them.
 */
export function patientColumns({
  itemIds,
  ratings,
  features,
}: {
  readonly itemIds: readonly string[]
  readonly ratings: readonly RatedItem[]
  /** Null: items among themselves. */
  readonly features: readonly SessionFeature[] | null
}): PatientColumns {
  const asked = new Set(itemIds)
  const seen = features === null ? null : new Set(features.map(({ sessionId }) => sessionId))
  const ofItems = groupBy(
    ratings.filter(({ itemId, sessionId }) => asked.has(itemId) && (seen === null || seen.has(sessionId))),
    ({ itemId }) => itemId,
  )
  const counted = new Map(
    [...ofItems].map(([itemId, of]) => [itemId, countedRatings(of, { unblinded: false })] as const),
  )
  const all = [...counted.values()].flat()
  const patients = [...new Set(all.map(({ patientCode }) => patientCode))].sort()
  const sessions = new Set(all.map(({ sessionId }) => sessionId))
  const visits = groupBy(
    (features ?? []).filter(({ sessionId }) => sessions.has(sessionId)),
    ({ patientCode }) => patientCode,
  )
  const width = features?.[0]?.values.length ?? 0
  return {
    patients,
    items: itemIds.map((itemId) => itemColumn(counted.get(itemId) ?? [], patients)),
    prompts: Array.from({ length: width }, (_, prompt) =>
      Float64Array.from(patients, (patient) =>
        meanOr((visits.get(patient) ?? []).map(({ values }) => values[prompt] ?? NaN)),
      ),
    ),
    nSessions: sessions.size,
    synthetic: all.some(({ synthetic }) => synthetic),
  }
}

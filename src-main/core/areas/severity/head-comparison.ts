import type { HeadDifference, SeverityModel } from '#shared/domain/severity.ts'
import { jackknifeStatistic } from './refit-jackknife.ts'

function isComparable(one: SeverityModel, other: SeverityModel): boolean {
  return (
    one.scaleId === other.scaleId &&
    one.itemId === other.itemId &&
    one.metrics.groups !== null &&
    one.metrics.groups.ratingsKey === other.metrics.groups?.ratingsKey
  )
}

/** Mean absolute error less that of `against`, on the same visits; null for `against` itself. */
function differenceOf(model: SeverityModel, against: SeverityModel): HeadDifference['difference'] {
  const own = model.metrics.groups?.mae ?? []
  const its = against.metrics.groups?.mae ?? []
  const [mae, of] = [model.metrics.mae.value, against.metrics.mae.value]
  if (model.id === against.id || mae === null || of === null) return null
  const { nPatients, nSessions } = model
  const units = own.length === nPatients ? 'patients' : `${own.length} groups of patients`
  const withoutEach = own.map((value, group) => value - (its[group] ?? NaN))
  return jackknifeStatistic({ value: mae - of, withoutEach, units, nPatients, nSessions })
}

/**
 * Models that were held against the same ratings of the same visits as `against`, that one first, the others by error. Each difference is
 * paired: both models lose the same groups of patients, so that what makes a sample easy or hard for both drops out.
 */
export function compareHeads(models: readonly SeverityModel[], against: SeverityModel): HeadDifference[] {
  const others = models
    .filter((model) => model.id !== against.id && isComparable(model, against))
    .sort((a, b) => (a.metrics.mae.value ?? Infinity) - (b.metrics.mae.value ?? Infinity))
  return [against, ...others].map((model) => ({
    ...{ modelId: model.id, head: model.head, features: model.features },
    ...{ mae: model.metrics.mae, q2: model.metrics.q2, concordance: model.metrics.concordance },
    planning: model.planning,
    difference: differenceOf(model, against),
  }))
}

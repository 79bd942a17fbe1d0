import { computeTotal } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { AppError } from '#shared/errors.ts'
import type { RatedItem } from './severity-repository.ts'
import type { RatedPair } from './agreement.ts'

export interface RatedPairsRequest {
  readonly scale: Scale
  /** Of an item or a total. */
  readonly itemId: string
  readonly ratings: readonly RatedItem[]
  readonly raterA: string
  readonly raterB: string
}

/** How an item's or a total's value is read from one rater's items of one session. Throws AppError `not-found`. */
function readerOf(scale: Scale, itemId: string): (values: ReadonlyMap<string, number>) => number | null {
  const total = scale.totals.find(({ id }) => id === itemId)
  if (total !== undefined) return (values) => computeTotal(scale, total, (id) => values.get(id) ?? null).value
  if (scale.items.some(({ id }) => id === itemId)) return (values) => values.get(itemId) ?? null
  throw new AppError('not-found', `${scale.shortTitle} has no item or total “${itemId}”.`)
}

/** Sessions that both rated, in the order of `ratings`. An incomplete total counts as not rated. */
export function ratedPairs({ scale, itemId, ratings, raterA, raterB }: RatedPairsRequest): RatedPair[] {
  const read = readerOf(scale, itemId)
  const sessions = new Map<number, { of: RatedItem; a: Map<string, number>; b: Map<string, number> }>()
  for (const rating of ratings) {
    const session = sessions.get(rating.sessionId) ?? { of: rating, a: new Map(), b: new Map() }
    sessions.set(rating.sessionId, session)
    if (rating.raterCode === raterA) session.a.set(rating.itemId, rating.value)
    if (rating.raterCode === raterB) session.b.set(rating.itemId, rating.value)
  }
  return [...sessions.values()].flatMap(({ of, a, b }) => {
    const ratingA = read(a)
    const ratingB = read(b)
    return ratingA === null || ratingB === null
      ? []
      : [{ patientCode: of.patientCode, visitLabel: of.visitLabel, ratingA, ratingB }]
  })
}

import { groupBy } from '#shared/group-by.ts'
import { wholeTotal } from '#shared/domain/severity-target.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { RatedItem } from './severity-repository.ts'

/** Ratings of one rater in one session. Null where an item of the total is not rated. */
function ratingOf(
  scale: Scale,
  { id, parts = [] }: SeverityTarget,
  of: readonly RatedItem[],
): RatedItem | null {
  const ids = new Set(parts.map((part) => part.id))
  const used = of.filter(({ itemId }) => ids.has(itemId))
  const values = new Map(used.map(({ itemId, value }) => [itemId, value]))
  const value = wholeTotal(scale, id, (itemId) => values.get(itemId) ?? null)
  const [first] = used
  if (first === undefined || value === null) return null
  return {
    ...first,
    ...{ itemId: id, value },
    synthetic: used.some(({ synthetic }) => synthetic),
    unblinded: used.some(({ unblinded }) => unblinded),
  }
}

/**
 * What raters gave to a total, each in each session where they rated every item of it, in the order of `ratings`, which are of the
 * scale. One item that was rated with estimates in view makes the total one that was.
 */
export function totalRatings(
  scale: Scale,
  target: SeverityTarget,
  ratings: readonly RatedItem[],
): RatedItem[] {
  const byRater = groupBy(ratings, ({ sessionId, raterCode }) => JSON.stringify([sessionId, raterCode]))
  return [...byRater.values()].flatMap((of) => ratingOf(scale, target, of) ?? [])
}

/** Those of an item as they are; those of a total, added up. */
export function targetRatings(
  scale: Scale,
  target: SeverityTarget,
  ratings: readonly RatedItem[],
): RatedItem[] {
  return target.parts === undefined
    ? ratings.filter(({ itemId }) => itemId === target.id)
    : totalRatings(scale, target, ratings)
}

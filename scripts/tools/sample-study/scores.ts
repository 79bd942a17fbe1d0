import { stringify } from 'csv-stringify/sync'
import { createRandom, type Random } from '#core/statistics/random.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { SessionPlan } from './plan.ts'

/**
 * Made-up ratings. An item that a face can show follows the share of time without a smile, so that a
 * regression on the clips has something to find; the others follow it half, as the two sides of negative symptoms
 * go together in patients. All in units of an item's range, 0 to 1.
 */
const raters = [
  { code: 'SYN1', bias: 0, spread: 0.05 },
  { code: 'SYN2', bias: 0.03, spread: 0.07 },
]
const visitSpread = 0.06
const itemSpread = 0.06
/** How often the second rater could not assess an item. */
const missingShare = 0.02
/** The sample's patients span mild to severe, not the whole scale. */
const mildest = 0.12
const severest = 0.85

/** Text of `scores.csv`, one row per rater; the same for the same plan. */
export function scoresCsv(session: SessionPlan, scales: readonly Scale[]): string {
  const random = createRandom(session.seed + 90_000)
  const expressive = mildest + (severest - mildest) * (1 - session.smileShare) + gauss(random) * visitSpread
  const motivational = 0.5 * expressive + 0.5 * (mildest + (severest - mildest) * random())
  const items = scales
    .flatMap((scale) => scale.items)
    .map((item) => ({
      ...item,
      severity: (item.faceVisible ? expressive : motivational) + gauss(random) * itemSpread,
    }))
  const rows = raters.map((rater, index) => [
    rater.code,
    ...items.map(({ severity, min, max }) => {
      if (index > 0 && random() < missingShare) return 'not-assessed'
      const share = severity + rater.bias + gauss(random) * rater.spread
      return Math.min(max, Math.max(min, Math.round(min + share * (max - min))))
    }),
  ])
  return stringify(rows, { header: true, columns: ['rater', ...items.map(({ column }) => column)] })
}

/** Standard normal, by Box and Muller. */
function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

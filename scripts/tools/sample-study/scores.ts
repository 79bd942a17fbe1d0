import { stringify } from 'csv-stringify/sync'
import { createRandom, type Random } from '#core/statistics/random.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { SessionPlan } from './plan.ts'

const weakShare = 0.45
/**
 * Made-up ratings, so that whoever tries the program sees what a finding looks like, and what none: an item is made
 * from how little of a smile the clips show, and for the rest from a level of the patient's own,
 * which no clip shows. All in units of an item's range, 0 to 1.
 */
const raters = [
  { code: 'SYN1', bias: 0, spread: 0.05 },
  // Rates all higher, so that the agreement of the two shows what a bias looks like.
  { code: 'SYN2', bias: 0.1, spread: 0.07 },
]
/** How much of an item the clips show, for those that are not made as the rest of negative symptoms are. */
const shownShares = new Map([
  // A clear relation,
  ...['panss_n1', 'cains10', 'bnss9'].map((column) => [column, 1] as const),
  // a weak one,
  ...['panss_n3', 'cains13', 'bnss12', 'bnss13'].map((column) => [column, weakShare] as const),
  // and none.
  ...['panss_n6', 'cains11', 'cains12', 'bnss10', 'bnss11'].map((column) => [column, 0] as const),
])
/** Of all others, as the two sides of negative symptoms go together in patients. */
const usualShare = 0.5
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
  const expressive = mildest + (severest - mildest) * (1 - session.smile) + gauss(random) * visitSpread
  const items = scales
    .flatMap((scale) => scale.items)
    .map((item) => {
      const shown = shownShares.get(item.column) ?? usualShare
      const severity = shown * expressive + (1 - shown) * ownLevel(session.patient, item.column)
      return { ...item, severity: severity + gauss(random) * itemSpread }
    })
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

/** The same at all visits of a patient. */
function ownLevel(patient: string, column: string): number {
  const letters = [...`${patient} ${column}`].map((letter) => letter.charCodeAt(0))
  const seed = letters.reduce((sum, code) => (sum * 31 + code) % 1_000_003, 7)
  return mildest + (severest - mildest) * createRandom(seed)()
}

/** Standard normal, by Box and Muller. */
function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

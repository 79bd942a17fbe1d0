import type { Scale } from '../domain/scale.ts'
import type { Score } from '../domain/score.ts'
import type { Session } from '../domain/session.ts'
import { groupBy } from '../group-by.ts'

/** What somebody gave one item at one visit. */
export interface RatingCell {
  /** Mean over raters, or their consensus; null where there is none. */
  readonly value: number | null
  /** How far it goes from the item's lowest to its highest, 0 to 1. */
  readonly share: number | null
  /** A rater looked and said why there is no value. */
  readonly couldNot: boolean
  /** Whose values it is the mean of. */
  readonly nRaters: number
}

export interface RatingRow {
  readonly sessionId: number
  readonly patientCode: string
  readonly visitLabel: string
  readonly visitDate: string | null
  /** One an item, in the order of the scale. */
  readonly cells: readonly RatingCell[]
  /** Mean share over the items that have a value; null without any. */
  readonly share: number | null
}

export interface RatingSource {
  readonly sessions: readonly Session[]
  readonly scores: readonly Score[]
  readonly scale: Scale
  /** Of this rater alone; null for the mean over raters, or their consensus. */
  readonly raterCode: string | null
}

const collator = new Intl.Collator('en', { numeric: true })

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function cellOf(scores: readonly Score[], { min, max }: Scale['items'][number]): RatingCell {
  const agreed = scores.filter(({ isConsensus, value }) => isConsensus === true && value !== null)
  const counted = agreed.length > 0 ? agreed : scores
  const values = counted.flatMap(({ value }) => value ?? [])
  const value = mean(values)
  return {
    value,
    share: value === null ? null : (value - min) / (max - min),
    couldNot: value === null && counted.some(({ missingReason }) => missingReason !== null),
    nRaters: values.length,
  }
}

/** Every visit at which anything of the scale was rated; those of a patient in order of visit. */
export function ratingRows({ sessions, scores, scale, raterCode }: RatingSource): RatingRow[] {
  const ofSession = groupBy(
    scores.filter((score) => raterCode === null || score.raterCode === raterCode),
    ({ sessionId }) => sessionId,
  )
  return [...sessions]
    .sort(
      (a, b) =>
        collator.compare(a.patientCode, b.patientCode) ||
        collator.compare(a.visitDate ?? '', b.visitDate ?? '') ||
        collator.compare(a.visitLabel, b.visitLabel),
    )
    .flatMap(({ id, patientCode, visitLabel, visitDate }): RatingRow[] => {
      const given = ofSession.get(id)
      if (given === undefined) return []
      const ofItem = groupBy(given, ({ itemId }) => itemId)
      const cells = scale.items.map((item) => cellOf(ofItem.get(item.id) ?? [], item))
      const share = mean(cells.flatMap((cell) => cell.share ?? []))
      return [{ sessionId: id, patientCode, visitLabel, visitDate, cells, share }]
    })
}

export const rowOrders = ['code', 'highest', 'lowest'] as const
export type RowOrder = (typeof rowOrders)[number]

/** Patients with their visits, by code or by their mean share over visits; who has no value at all comes last. */
export function orderedPatients(rows: readonly RatingRow[], order: RowOrder): RatingRow[][] {
  const patients = [...groupBy(rows, ({ patientCode }) => patientCode).values()]
  if (order === 'code') return patients
  const sign = order === 'highest' ? -1 : 1
  const keyed = patients.map((of) => ({ of, share: mean(of.flatMap(({ share }) => share ?? [])) }))
  return keyed
    .sort((a, b) => {
      if (a.share === null || b.share === null) return Number(a.share === null) - Number(b.share === null)
      return sign * (a.share - b.share)
    })
    .map(({ of }) => of)
}

/** Patients page by page, none of them parted: a page holds so many visits, and one patient at least. */
export function pagesOf(patients: readonly RatingRow[][], mostRows: number): RatingRow[][][] {
  const pages: RatingRow[][][] = []
  let rows = Infinity
  for (const patient of patients) {
    if (rows + patient.length > mostRows) {
      pages.push([])
      rows = 0
    }
    pages.at(-1)?.push(patient)
    rows += patient.length
  }
  return pages
}

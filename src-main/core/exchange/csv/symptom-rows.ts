import { computeTotal, totalRange } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { joinSights } from '#shared/domain/sight.ts'
import type { Sight } from '#shared/domain/sight.ts'
import type { SeverityEstimate, SeverityModel } from '#shared/domain/severity.ts'
import { compareText } from '../export-data.ts'
import type { ScoreData } from '../export-data.ts'
import { groupBy } from '#shared/group-by.ts'

/** A total that lacks items has no value, and this in place of a rater's reason. */
export const INCOMPLETE = 'incomplete'

/** An item or a total of a scale, with its range. */
export interface Measure {
  readonly kind: 'item' | 'total'
  readonly id: string
  readonly column: string
  readonly name: string
  readonly min: number
  readonly max: number
  /** Others have estimates only where somebody insisted. */
  readonly isEstimable: boolean
}

/** A rating by a person, or an estimate by a model with the model it comes from: never both in one row. */
export type SymptomRow = {
  readonly session: Session
  readonly scale: Scale
  readonly measure: Measure
} & (RatedCell | EstimatedCell)

interface RatedCell {
  readonly source: 'rater'
  readonly raterCode: string
  /** Of several raters together. */
  readonly isConsensus: boolean
  readonly score: number | null
  readonly missingReason: string | null
  readonly synthetic: boolean
  readonly updatedUtc: string
  /** Of a total, the last of its items; null where nobody kept it. */
  readonly ratedOn: string | null
  /** Of a total, of its items together; null where nobody kept it. */
  readonly sight: Sight | null
}

interface EstimatedCell {
  readonly source: 'model'
  readonly model: SeverityModel
  readonly estimate: SeverityEstimate
  /** The session is among those the model was trained and validated on. */
  readonly isRated: boolean
}

/** Items in the scale's order, then totals. */
export function measuresOf(scale: Scale): Measure[] {
  const items = scale.items.map(({ id, column, name, min, max, faceVisible }) => {
    const kind = 'item' as const
    return { kind, id, column, name, min, max, isEstimable: faceVisible }
  })
  const totals = scale.totals.map((total) => {
    const { id, column, name } = total
    return { kind: 'total' as const, id, column, name, ...totalRange(scale, total), isEstimable: false }
  })
  return [...items, ...totals]
}

/** What one rater gave to one session on one scale, the totals added up. */
function ratedRows(session: Session, scale: Scale, scores: readonly Score[]): SymptomRow[] {
  const byItem = new Map(scores.map((score) => [score.itemId, score]))
  return measuresOf(scale).flatMap((measure): SymptomRow[] => {
    const used = measure.kind === 'item' ? [measure.id] : itemsOfTotal(scale, measure.id)
    const given = used.flatMap((itemId) => byItem.get(itemId) ?? [])
    const first = given[0]
    if (first === undefined) return []
    return [
      {
        session,
        scale,
        measure,
        source: 'rater',
        raterCode: first.raterCode,
        isConsensus: first.isConsensus === true,
        ...valueOf(scale, measure, byItem),
        sight: joinSights(given.map(({ sight }) => sight ?? null)),
        synthetic: session.synthetic || given.some((score) => score.synthetic),
        ratedOn: lastDay(given.map(({ ratedOn }) => ratedOn ?? null)),
        updatedUtc: given.map(({ updatedUtc }) => updatedUtc).reduce((a, b) => (a > b ? a : b)),
      },
    ]
  })
}

/** Null where one is not known. */
export function lastDay(days: readonly (string | null)[]): string | null {
  return days.reduce(
    (last, day) => (last === null || day === null ? null : day > last ? day : last),
    days[0] ?? null,
  )
}

function itemsOfTotal(scale: Scale, totalId: string): readonly string[] {
  return scale.totals.find(({ id }) => id === totalId)?.items ?? []
}

function valueOf(scale: Scale, measure: Measure, byItem: ReadonlyMap<string, Score>) {
  if (measure.kind === 'item') {
    const score = byItem.get(measure.id)
    return { score: score?.value ?? null, missingReason: score?.missingReason ?? null }
  }
  const total = scale.totals.find(({ id }) => id === measure.id)
  const score =
    total === undefined ? null : computeTotal(scale, total, (id) => byItem.get(id)?.value ?? null).value
  return { score, missingReason: score === null ? INCOMPLETE : null }
}

/** Whether a model was fitted to this item or total. */
export function isModelOf({ itemId, totalOf }: SeverityModel, { kind, id }: Measure): boolean {
  return itemId === id && (totalOf !== undefined) === (kind === 'total')
}

/** Estimates of the newest model of each item and pack, by session and scale. */
function estimatesBySession({ reports }: ScoreData): Map<string, EstimatedCell[]> {
  const cells = reports.flatMap(({ model, estimates, points }): EstimatedCell[] => {
    const rated = new Set(points.map(({ sessionId }) => sessionId))
    return estimates.map((estimate) => {
      return { source: 'model', model, estimate, isRated: rated.has(estimate.sessionId) }
    })
  })
  return groupBy(cells, ({ model, estimate }) => `${estimate.sessionId} ${model.scaleId}`)
}

/**
 * Every rating and every estimate, by session, scale, item, and source: raters by code, then models by pack.
 * Totals are of raters, or of models that were fitted to them: a sum of estimates has no interval that was validated.
 */
export function symptomRows(data: ScoreData): SymptomRow[] {
  const scores = groupBy(data.scores, ({ sessionId, scaleId }) => `${sessionId} ${scaleId}`)
  const estimates = estimatesBySession(data)
  return data.sessions.flatMap((session) =>
    data.scales.flatMap((scale) => {
      const key = `${session.id} ${scale.id}`
      const raters = [...groupBy(scores.get(key) ?? [], ({ raterCode }) => raterCode)].sort(([a], [b]) =>
        compareText(a, b),
      )
      const rated = raters.flatMap(([, ofRater]) => ratedRows(session, scale, ofRater))
      const cells = [...(estimates.get(key) ?? [])].sort((a, b) =>
        compareText(a.model.packId, b.model.packId),
      )
      return measuresOf(scale).flatMap((measure): SymptomRow[] => [
        ...rated.filter((row) => row.measure.kind === measure.kind && row.measure.id === measure.id),
        ...cells
          .filter(({ model }) => isModelOf(model, measure))
          .map((cell) => ({ session, scale, measure, ...cell })),
      ])
    }),
  )
}

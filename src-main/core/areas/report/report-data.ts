import type { CorrelationMatrix } from '#shared/domain/correlation-matrix.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import type { HumanCeiling } from '#shared/domain/human-ceiling.ts'
import type { Protocol } from '#shared/domain/protocol.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'

/** How well two raters agree on an item. */
export interface ItemCeiling extends HumanCeiling {
  readonly scaleId: string
  readonly itemId: string
}

/** What a report is made from, read at one moment. */
export interface ReportData {
  readonly title: string
  readonly appVersion: string
  readonly createdUtc: string
  readonly sessions: readonly Session[]
  /** Those that somebody rated on, or that a model is of. */
  readonly scales: readonly Scale[]
  readonly scores: readonly Score[]
  /** Newest model of each item and pack. */
  readonly reports: readonly SeverityReport[]
  readonly ceilings: readonly ItemCeiling[]
  /** Of the items of each scale on which enough patients were rated. */
  readonly matrices: readonly CorrelationMatrix[]
  /** In order of freezing. */
  readonly protocols: readonly Protocol[]
  /** SHA-256 of all of the above but the time: equal where a report shows the same. */
  readonly sha256: string
}

/** Any of it was made up for demonstration. */
export function isSynthetic({ sessions, scores, reports }: ReportData): boolean {
  return [...sessions, ...scores, ...reports.map(({ model }) => model)].some(({ synthetic }) => synthetic)
}

export function scaleTitle({ scales }: Pick<ReportData, 'scales'>, scaleId: string): string {
  return scales.find(({ id }) => id === scaleId)?.shortTitle ?? scaleId
}

import type { Scale } from '#shared/domain/scale.ts'
import type { MissingReason } from '#shared/domain/score.ts'
import type { RowKey } from './csv-reading.ts'

export interface ScoreRow extends RowKey {
  readonly line: number
  readonly column: string
  /** Visit that the column's name carries, e.g. `v1` of `panss_n1_v1`; null without one. */
  readonly affix: string | null
  readonly scaleId: string
  readonly itemId: string
  readonly value: number | null
  readonly missingReason: MissingReason | null
}

export interface ScoresRequest {
  readonly scales: readonly Scale[]
  /** Whether a name is one of a visit, so that `panss_n1_v1` is a score and `panss_n1_comment` is not. */
  isVisit(name: string): boolean
  /** What cells hold where there is no score, besides the codes that everybody knows. */
  readonly missingCodes?: readonly string[]
}

/** A table with more would be no ratings of patients, and would hold up the program. */
export const MAX_SCORES = 200_000

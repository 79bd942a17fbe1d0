import type { Caption } from '#shared/domain/caption.ts'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { Covariate, CovariateValue } from '#shared/domain/covariate.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'

/** What the symptom scores of a study are made from, read at one moment. */
export interface ScoreData {
  /** In the order that their rows shall have. */
  readonly sessions: readonly Session[]
  readonly scales: readonly Scale[]
  readonly scores: readonly Score[]
  readonly reports: readonly SeverityReport[]
  /** Those of which anything is known, with what is known by the id of the visit; not given for none. */
  readonly covariates?: {
    readonly kinds: readonly Covariate[]
    readonly values: ReadonlyMap<number, ReadonlyMap<string, CovariateValue>>
  }
  readonly appVersion: string
}

export interface CaptionRow {
  readonly clip: ClipRow
  readonly caption: Caption
}

/** By Unicode code unit, so that the order is the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

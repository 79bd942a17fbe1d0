import type { RaterAgreement, Statistic } from '#shared/domain/severity.ts'
import { iccAgreement, quadraticWeightedKappa } from '#shared/stats/agreement.ts'
import { blandAltman, pairStatistic } from './validation.ts'
import type { PairedRatings } from './validation.ts'

const LEVEL = 0.95

export interface RatedPair {
  readonly patientCode: string
  readonly visitLabel: string
  readonly ratingA: number
  readonly ratingB: number
}

const iccOf = (a: readonly number[], b: readonly number[]): number | null =>
  iccAgreement(
    a.map((value, row) => [value, b[row] ?? NaN]),
    LEVEL,
  ).value

/**
 * ICC(2,1) with the F-based interval where each patient was rated once, so that sessions are independent; with several
 * visits of a patient by resampling patients.
 */
function icc21(pairs: PairedRatings): Statistic {
  const nPatients = new Set(pairs.patients).size
  if (nPatients < pairs.patients.length) return pairStatistic(pairs, iccOf)
  const table = pairs.a.map((value, row) => [value, pairs.b[row] ?? NaN])
  const { value, ciLow, ciHigh } = iccAgreement(table, LEVEL)
  const method =
    value === null
      ? 'not defined for these values'
      : ciLow === null
        ? 'no interval, as the raters differ by a constant or not at all'
        : 'F-based interval (McGraw & Wong 1996), one visit a patient'
  return { value, ciLow, ciHigh, level: LEVEL, nPatients, nSessions: table.length, method }
}

/** How far two raters agree, one pair of ratings a session. */
export function agreementOf(
  pairs: readonly RatedPair[],
): Pick<RaterAgreement, 'icc21' | 'weightedKappa' | 'blandAltman'> {
  const paired = {
    patients: pairs.map(({ patientCode }) => patientCode),
    a: pairs.map(({ ratingA }) => ratingA),
    b: pairs.map(({ ratingB }) => ratingB),
  }
  return {
    icc21: icc21(paired),
    weightedKappa: pairStatistic(paired, quadraticWeightedKappa),
    blandAltman: blandAltman(paired),
  }
}

import { limitsOfAgreement } from '#shared/stats/bland-altman.ts'
import type { LimitsOfAgreement } from '#shared/stats/bland-altman.ts'
import { patientStatistic } from '#shared/stats/bootstrap.ts'
import { concordance, pearson, spearman } from '#shared/stats/correlation.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '#shared/stats/error-measures.ts'
import type { BlandAltman, SeverityMetrics, Statistic } from '#shared/domain/severity.ts'

/** One row a patient-visit. */
export interface PairedRatings {
  readonly patients: readonly string[]
  readonly a: readonly number[]
  readonly b: readonly number[]
}

type PairStatistic = (a: readonly number[], b: readonly number[]) => number | null

/** A statistic of pairs with its interval over patients. */
export function pairStatistic({ patients, a, b }: PairedRatings, statistic: PairStatistic): Statistic {
  return patientStatistic({
    patients,
    statistic: (rows) =>
      statistic(
        rows.map((row) => a[row] ?? NaN),
        rows.map((row) => b[row] ?? NaN),
      ),
  })
}

/** Of `a` minus `b`, each number with its interval over patients. */
export function blandAltman(pairs: PairedRatings): BlandAltman {
  const part = (name: keyof LimitsOfAgreement): Statistic =>
    pairStatistic(pairs, (a, b) => limitsOfAgreement(a, b)?.[name] ?? null)
  return { bias: part('bias'), lowerLimit: part('lowerLimit'), upperLimit: part('upperLimit') }
}

export interface Validation {
  readonly patients: readonly string[]
  /** By models that never saw the patient. */
  readonly estimates: readonly number[]
  readonly ratings: readonly number[]
  /** Mean rating of the other patients. */
  readonly baseline: readonly number[]
}

/** Both errors of a visit are drawn together, so that what is hard for both cancels out. */
function errorGain({ patients, estimates, ratings, baseline }: Validation): Statistic {
  const gains = ratings.map(
    (rating, row) => Math.abs((baseline[row] ?? NaN) - rating) - Math.abs((estimates[row] ?? NaN) - rating),
  )
  return patientStatistic({
    patients,
    statistic: (rows) => rows.reduce((sum, row) => sum + (gains[row] ?? NaN), 0) / rows.length,
  })
}

/**
 * How well estimates meet ratings, one point a patient-visit. The intervals take the estimates as they are: models
 * are not fitted again for each resample. `between` is awaited before each statistic.
 */
export async function validate(
  { patients, estimates, ratings, baseline }: Validation,
  between: () => Promise<void>,
): Promise<SeverityMetrics> {
  const pairs = { patients, a: estimates, b: ratings }
  const basePairs = { patients, a: baseline, b: ratings }
  const of = async (statistic: PairStatistic, paired: PairedRatings = pairs): Promise<Statistic> => {
    await between()
    return pairStatistic(paired, statistic)
  }
  return {
    pcc: await of(pearson),
    ccc: await of(concordance),
    spearman: await of(spearman),
    mae: await of(meanAbsoluteError),
    rmse: await of(rootMeanSquaredError),
    baselineMae: await of(meanAbsoluteError, basePairs),
    baselineRmse: await of(rootMeanSquaredError, basePairs),
    maeGain: errorGain({ patients, estimates, ratings, baseline }),
    blandAltman: blandAltman(pairs),
  }
}

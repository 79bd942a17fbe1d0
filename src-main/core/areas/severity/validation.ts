import { limitsOfAgreement } from '../../statistics/bland-altman.ts'
import type { LimitsOfAgreement } from '../../statistics/bland-altman.ts'
import { bareStatistic, patientStatistic } from '../../statistics/bootstrap.ts'
import type { StatisticWords } from '../../statistics/bootstrap.ts'
import { concordance, pearson, spearman } from '../../statistics/correlation.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '../../statistics/error-measures.ts'
import {
  BIAS_BY_CONSTRUCTION,
  POOLED_CORRELATION,
  warnNarrowGain,
} from '#shared/domain/statistic-warnings.ts'
import type { BlandAltman, SeverityMetrics, Statistic } from '#shared/domain/severity.ts'

/** One row a patient-visit. */
export interface PairedRatings {
  readonly patients: readonly string[]
  readonly a: readonly number[]
  readonly b: readonly number[]
}

type PairStatistic = (a: readonly number[], b: readonly number[]) => number | null

function sampleOf({ patients, a, b }: PairedRatings, statistic: PairStatistic) {
  return {
    patients,
    statistic: (rows: readonly number[]) =>
      statistic(
        rows.map((row) => a[row] ?? NaN),
        rows.map((row) => b[row] ?? NaN),
      ),
  }
}

/** A statistic of pairs with its interval over patients. */
export function pairStatistic(
  pairs: PairedRatings,
  statistic: PairStatistic,
  words: StatisticWords = {},
): Statistic {
  return patientStatistic(sampleOf(pairs, statistic), words)
}

/** A correlation of estimates that were pooled over held-out patients: resamples of them do not know its bias. */
function pooledCorrelation(pairs: PairedRatings, statistic: PairStatistic): Statistic {
  const reason = 'no interval, as pooled held-out estimates bias it downwards'
  return bareStatistic(sampleOf(pairs, statistic), { reason, warning: POOLED_CORRELATION })
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
  const statistic = (rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + (gains[row] ?? NaN), 0) / rows.length
  return patientStatistic({ patients, statistic }, { warn: warnNarrowGain })
}

/** 1 minus the sum of squared errors over that of the baseline; not defined when the baseline never errs. */
function explainedShare({ patients, estimates, ratings, baseline }: Validation): Statistic {
  const squares = (guesses: readonly number[]): number[] =>
    ratings.map((rating, row) => ((guesses[row] ?? NaN) - rating) ** 2)
  const ofModel = squares(estimates)
  const ofBaseline = squares(baseline)
  const sumOf = (values: readonly number[], rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + (values[row] ?? NaN), 0)
  const statistic = (rows: readonly number[]): number | null => {
    const whole = sumOf(ofBaseline, rows)
    return whole === 0 ? null : 1 - sumOf(ofModel, rows) / whole
  }
  return patientStatistic({ patients, statistic }, { warn: warnNarrowGain, bounds: [-Infinity, 1] })
}

/** The bias of held-out estimates says nothing of the model, however narrow its interval. */
function heldOutBlandAltman(pairs: PairedRatings): BlandAltman {
  const plot = blandAltman(pairs)
  const warning = [BIAS_BY_CONSTRUCTION, plot.bias.warning].filter((text) => text !== null).join(' ')
  return { ...plot, bias: plot.bias.value === null ? plot.bias : { ...plot.bias, warning } }
}

/**
 * How well estimates meet ratings, one point a patient-visit. The intervals take the estimates as they are: models
 * are not fitted again for each resample. `between` is awaited before each statistic.
 */
export async function validate(
  validation: Validation,
  between: () => Promise<void>,
): Promise<SeverityMetrics> {
  const { patients, estimates, ratings, baseline } = validation
  const pairs = { patients, a: estimates, b: ratings }
  const basePairs = { patients, a: baseline, b: ratings }
  const of = async <Made>(make: () => Made): Promise<Made> => {
    await between()
    return make()
  }
  return {
    maeGain: await of(() => errorGain(validation)),
    q2: await of(() => explainedShare(validation)),
    mae: await of(() => pairStatistic(pairs, meanAbsoluteError)),
    rmse: await of(() => pairStatistic(pairs, rootMeanSquaredError)),
    baselineMae: await of(() => pairStatistic(basePairs, meanAbsoluteError)),
    baselineRmse: await of(() => pairStatistic(basePairs, rootMeanSquaredError)),
    blandAltman: await of(() => heldOutBlandAltman(pairs)),
    pcc: pooledCorrelation(pairs, pearson),
    ccc: pooledCorrelation(pairs, concordance),
    spearman: pooledCorrelation(pairs, spearman),
  }
}

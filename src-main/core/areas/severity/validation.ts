import { bareStatistic, patientStatistic } from '../../statistics/bootstrap.ts'
import type { StatisticWords } from '../../statistics/bootstrap.ts'
import { halfWidthsOfLimits, limitsOfAgreement } from '../../statistics/bland-altman.ts'
import type { HalfWidths, LimitsOfAgreement } from '../../statistics/bland-altman.ts'
import { concordance, pearson, spearman } from '../../statistics/correlation.ts'
import { BIAS_BY_CONSTRUCTION, POOLED_CORRELATION } from '#shared/domain/statistic-warnings.ts'
import type { SeverityChecks } from '#shared/domain/severity-checks.ts'
import type { PatientFlow } from '#shared/domain/patient-flow.ts'
import type { BlandAltman, PermutationTest, SeverityMetrics, Statistic } from '#shared/domain/severity.ts'
import { errorsOf } from './held-out-errors.ts'
import type { HeldOutErrors, ItemRange } from './held-out-errors.ts'
import type { HeldOut } from './heads/head.ts'
import { jackknifeStatistic } from './refit-jackknife.ts'
import type { JackknifeInput } from './refit-jackknife.ts'
import { MIN_CHANGED_PATIENTS, changedPatients } from './patient-parts.ts'

/** One row a patient-visit. */
export interface PairedRatings {
  readonly patients: readonly string[]
  readonly a: readonly number[]
  readonly b: readonly number[]
}

type OfPairs<Made> = (a: readonly number[], b: readonly number[]) => Made
type PairStatistic = OfPairs<number | null>

const ofRows =
  <Made>({ a, b }: PairedRatings, make: OfPairs<Made>) =>
  (rows: readonly number[]): Made =>
    make(
      rows.map((row) => a[row] ?? NaN),
      rows.map((row) => b[row] ?? NaN),
    )

const sampleOf = (pairs: PairedRatings, statistic: PairStatistic) => ({
  patients: pairs.patients,
  statistic: ofRows(pairs, statistic),
})

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

const LEVEL = 0.95

const T_METHOD = 't interval of Bland & Altman 1999, with as many differences as there are patients'

/** Of `a` minus `b`, each number with its interval; visits of one patient count as one. */
export function blandAltman(pairs: PairedRatings): BlandAltman {
  const limits = limitsOfAgreement(pairs.a, pairs.b)
  const of = (name: Exclude<keyof LimitsOfAgreement, 'sd'>, width: keyof HalfWidths): Statistic => {
    const reason = { reason: 'no interval, as there is one patient only', warning: null }
    const bare = bareStatistic({ patients: pairs.patients, statistic: () => limits?.[name] ?? null }, reason)
    const half = limits === null ? null : halfWidthsOfLimits(limits.sd, bare.nPatients, LEVEL)
    if (bare.value === null || half === null) return bare
    const ends = { ciLow: bare.value - half[width], ciHigh: bare.value + half[width] }
    return { ...bare, ...ends, level: LEVEL, method: T_METHOD }
  }
  return {
    bias: of('bias', 'bias'),
    lowerLimit: of('lowerLimit', 'limit'),
    upperLimit: of('upperLimit', 'limit'),
  }
}

export interface Validation {
  /** One row a patient-visit, those of one patient together. */
  readonly patients: readonly string[]
  /** Rows as in `patients`. */
  readonly held: Omit<HeldOut, 'test'>
  readonly range: ItemRange
  readonly permutation: PermutationTest
  readonly flow: PatientFlow | null
  /** Models with the same key were held against the same ratings of the same patients, row by row. */
  readonly ratingsKey: string
  /** Null where nothing is told of them. */
  readonly checks: SeverityChecks | null
  /** What is known to be wrong with the intervals of this head; nothing when not given. */
  readonly warning?: string | null
}

/** The bias of held-out estimates says nothing of the model, however narrow its interval. */
function heldOutBlandAltman(pairs: PairedRatings): BlandAltman {
  const plot = blandAltman(pairs)
  return {
    ...plot,
    bias: plot.bias.value === null ? plot.bias : { ...plot.bias, warning: BIAS_BY_CONSTRUCTION },
  }
}

const logarithm = [Math.log, Math.exp] as const

/** How well estimates meet ratings, one point a patient-visit. */
export function validate(validation: Validation): SeverityMetrics {
  const { patients, held, range, permutation, flow, ratingsKey, checks, warning = null } = validation
  const { starts, ratings, alone, units, concordanceWithout } = held
  const nPatients = starts.length - 1
  const counts = { nPatients, nSessions: patients.length }
  const all = errorsOf(held, range, { estimateOf: (row) => alone[row] ?? NaN, isLeft: () => false })
  const ofErrors = (
    read: (errors: HeldOutErrors) => number | null,
    words: Pick<JackknifeInput, 'bounds' | 'scale'> = {},
  ): Statistic =>
    jackknifeStatistic({
      ...{ value: read(all), withoutEach: held.errorsWithout.map(read), units },
      ...{ ...counts, ...words, warning },
    })
  const estimates = Array.from(alone, (value) => Math.min(range.max, Math.max(range.min, value)))
  const pairs = { patients, a: estimates, b: Array.from(ratings) }
  const error = { bounds: [0, Infinity] } as const
  const share = { bounds: [-Infinity, 1] } as const
  const nChanged = changedPatients(held)
  const ofChanges = (statistic: Statistic): Statistic | null =>
    nChanged < MIN_CHANGED_PATIENTS ? null : { ...statistic, nPatients: nChanged }
  return {
    maeGain: ofErrors(({ maeGain }) => maeGain),
    q2: ofErrors(({ q2 }) => q2, share),
    parts: {
      meansQ2: ofErrors(({ meansQ2 }) => meansQ2, share),
      changesQ2: ofChanges(ofErrors(({ changesQ2 }) => changesQ2, share)),
      changeOrder: ofChanges(ofErrors(({ changeOrder }) => changeOrder, { bounds: [0, 1] })),
    },
    concordance: jackknifeStatistic({
      value: held.concordance,
      withoutEach: concordanceWithout,
      units:
        concordanceWithout.length === nPatients
          ? 'patients'
          : `${concordanceWithout.length} groups of patients`,
      ...{ ...counts, bounds: [0, 1], warning },
    }),
    permutation,
    flow,
    clippedShare: alone.filter((value) => value < range.min || value > range.max).length / alone.length,
    groups: { ratingsKey, mae: [...held.maeWithoutGroups] },
    checks,
    mae: ofErrors(({ mae }) => mae, error),
    // The log of an error of 0 is none: then there is no interval.
    rmse: ofErrors(({ rmse }) => rmse, { scale: logarithm }),
    baselineMae: ofErrors(({ baselineMae }) => baselineMae, error),
    baselineRmse: ofErrors(({ baselineRmse }) => baselineRmse, { scale: logarithm }),
    blandAltman: heldOutBlandAltman(pairs),
    pcc: pooledCorrelation(pairs, pearson),
    ccc: pooledCorrelation(pairs, concordance),
    spearman: pooledCorrelation(pairs, spearman),
  }
}

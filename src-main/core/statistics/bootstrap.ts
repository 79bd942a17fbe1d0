import type { Statistic } from '#shared/domain/severity.ts'
import { quantileOfSorted } from './moments.ts'
import { createRandom, randomIndex } from './random.ts'
import { warnNarrow } from '#shared/domain/statistic-warnings.ts'

export interface BootstrapOptions {
  readonly resamples: number
  readonly seed: number
  /** Confidence level, e.g. 0.95. */
  readonly level: number
}

export const standardBootstrap: BootstrapOptions = { resamples: 2000, seed: 1, level: 0.95 }

/** No interval when more than this share of the resamples has no value: what is left would not be a sample of them. */
const MAX_UNDEFINED_SHARE = 0.1

export interface BootstrapInterval {
  readonly ciLow: number | null
  readonly ciHigh: number | null
  /** Resamples in which the statistic had no value, e.g. a correlation of equal ratings. */
  readonly undefinedResamples: number
}

interface PatientSample {
  /** Code of the patient that each row belongs to. */
  readonly patients: readonly string[]
  /** Value of the statistic over the rows with these indices, which may repeat. */
  readonly statistic: (rows: readonly number[]) => number | null
}

function rowsByPatient(patients: readonly string[]): number[][] {
  const rows = new Map<string, number[]>()
  patients.forEach((patient, row) => {
    const known = rows.get(patient)
    if (known === undefined) rows.set(patient, [row])
    else known.push(row)
  })
  return [...rows.values()]
}

/**
 * Percentile interval from resamples of patients, each drawn with all rows of theirs: visits of one patient resemble each
 * other, so drawing rows would make the interval too narrow. Null ends below two patients, or when more than a tenth of the
 * resamples has no value.
 */
export function bootstrapOverPatients(
  { patients, statistic }: PatientSample,
  options: BootstrapOptions = standardBootstrap,
): BootstrapInterval {
  const clusters = rowsByPatient(patients)
  if (clusters.length < 2) return { ciLow: null, ciHigh: null, undefinedResamples: 0 }
  const random = createRandom(options.seed)
  const values: number[] = []
  for (let resample = 0; resample < options.resamples; resample++) {
    const rows: number[] = []
    for (let draw = 0; draw < clusters.length; draw++) {
      rows.push(...(clusters[randomIndex(random, clusters.length)] ?? []))
    }
    const value = statistic(rows)
    if (value !== null) values.push(value)
  }
  const undefinedResamples = options.resamples - values.length
  if (undefinedResamples > options.resamples * MAX_UNDEFINED_SHARE) {
    return { ciLow: null, ciHigh: null, undefinedResamples }
  }
  values.sort((a, b) => a - b)
  const tail = (1 - options.level) / 2
  return {
    ciLow: quantileOfSorted(values, tail),
    ciHigh: quantileOfSorted(values, 1 - tail),
    undefinedResamples,
  }
}

const OUTSIDE = 'no interval, as the one that resampling patients gives does not hold the value'

function methodText(interval: BootstrapInterval, options: BootstrapOptions): string {
  const text = `percentile bootstrap over patients, ${options.resamples} resamples, seed ${options.seed}`
  if (interval.undefinedResamples === 0) return text
  return interval.ciLow === null
    ? `${text}; no interval, as the statistic is not defined in ${interval.undefinedResamples} of them`
    : `${text}, ${interval.undefinedResamples} of them left out as not defined`
}

/** Ends of resamples add up in another order than the value: so much of rounding is none of the interval's fault. */
const ROUNDING = 1e-9

/** A null for an interval that does not hold its own value, or that lies outside what the statistic can be. */
function endsAround(
  value: number,
  { ciLow, ciHigh }: BootstrapInterval,
  [least, most]: readonly [number, number],
): { ciLow: number; ciHigh: number } | null {
  if (ciLow === null || ciHigh === null || value < least || value > most) return null
  const slack = ROUNDING * Math.max(1, Math.abs(value))
  if (ciLow > value + slack || ciHigh < value - slack) return null
  return { ciLow: Math.max(least, Math.min(ciLow, value)), ciHigh: Math.min(most, Math.max(ciHigh, value)) }
}

export interface StatisticWords {
  /** What stands beside the interval; `warnNarrow` unless told otherwise. */
  readonly warn?: (nPatients: number) => string | null
  /** Least and most that the statistic can be: ends are cut to it, a value beyond has no interval. */
  readonly bounds?: readonly [number, number]
}

/** The statistic without an interval, and why. */
export function bareStatistic(
  { patients, statistic }: PatientSample,
  { reason, warning }: { reason: string; warning: string | null },
): Statistic {
  const value = statistic(patients.map((_, row) => row))
  return {
    value,
    ciLow: null,
    ciHigh: null,
    level: null,
    nPatients: new Set(patients).size,
    nSessions: patients.length,
    method: value === null ? 'not defined for these values' : reason,
    seed: null,
    warning: value === null ? null : warning,
  }
}

/** The statistic over all rows, with its interval over patients. */
export function patientStatistic(
  sample: PatientSample,
  { warn = warnNarrow, bounds = [-Infinity, Infinity] }: StatisticWords = {},
  options: BootstrapOptions = standardBootstrap,
): Statistic {
  const bare = bareStatistic(sample, { reason: 'no interval, as there is one patient only', warning: null })
  const { value, nPatients } = bare
  if (value === null || nPatients < 2) return bare
  const interval = bootstrapOverPatients(sample, options)
  const ends = endsAround(value, interval, bounds)
  if (ends !== null) {
    const { level, seed } = options
    return { ...bare, ...ends, level, seed, method: methodText(interval, options), warning: warn(nPatients) }
  }
  const method = interval.ciLow === null ? methodText(interval, options) : OUTSIDE
  return { ...bare, method }
}

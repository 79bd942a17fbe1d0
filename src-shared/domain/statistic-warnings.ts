/**
 * What is known to be wrong with an interval or a value, in the words that stand beside it wherever it is shown. Rates are
 * of simulated cohorts of 8 to 200 patients.
 */

export interface NamedStatistic {
  readonly name: string
  readonly statistic: { readonly warning: string | null }
}

/** Each warning once, with the names of the statistics that carry it, in the order of their first coming. */
export function groupWarnings(named: readonly NamedStatistic[]): { names: string[]; text: string }[] {
  const groups = new Map<string, string[]>()
  for (const { name, statistic } of named) {
    if (statistic.warning === null) continue
    groups.set(statistic.warning, [...new Set([...(groups.get(statistic.warning) ?? []), name])])
  }
  return [...groups].map(([text, names]) => ({ names, text }))
}

/** From so many patients on, most percentile intervals hold the true value about as often as they say. */
const ENOUGH_PATIENTS = 50

/** Percentile intervals over patients of errors, bias, limits of agreement, intraclass correlation and kappa. */
export function warnNarrow(nPatients: number): string | null {
  if (nPatients >= ENOUGH_PATIENTS) return null
  return 'The interval is too narrow with fewer than 50 patients: it misses the true value more often than its level says.'
}

/** Of what a model gains on its baseline: too narrow at every number of patients that was tried. */
export function warnNarrowGain(): string {
  return 'The interval is too narrow: it misses the true value more often than its level says, with hundreds of patients too.'
}

/** The F-based interval of an intraclass correlation holds for normally distributed ratings. */
export function warnApproximate(nPatients: number): string | null {
  if (nPatients >= ENOUGH_PATIENTS) return null
  return 'The interval is approximate with fewer than 50 patients, as ratings in whole points are not normally distributed.'
}

/** Austin, Pe'er & Korem, Science Advances 2025; 11: eadx6976; Geroldinger et al., Diagn Progn Res 2023; 7: 9. */
export const POOLED_CORRELATION =
  'Leans below 0 by construction: the higher a patient’s own rating, the lower the mean of the others, by which that patient is estimated. With no relation at all it comes out near −0.4, so that it has no interval and a negative value means nothing.'

/** Each fold's origin is the mean of the other patients, whatever the model is worth. */
export const BIAS_BY_CONSTRUCTION =
  'About 0 by construction, as each patient is estimated from the mean of the others: it does not speak for the model.'

/** Of a head whose intervals were tried on few made-up cohorts, and not with many patients or a relation. */
export const FEW_COHORTS =
  'How often the interval of this kind of head holds the truth was tried on at most 100 made-up cohorts of at most 20 patients: take it with care.'

/** Of a total or a subscale: the cohorts had ratings of single items from 1 to 7. */
export const UNTRIED_TOTAL =
  'How often the interval holds the truth was tried on made-up ratings of single items, not of totals: take it with care.'

/** Of a head whose intervals were not tried on made-up cohorts yet. */
export const UNTRIED =
  'How often the interval of this kind of head holds the truth was not tried on made-up cohorts yet: take it with great care.'

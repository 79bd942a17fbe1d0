import type { PermutationTest, Statistic } from '../domain/severity.ts'
import { groupWarnings } from '../domain/statistic-warnings.ts'
import type { NamedStatistic } from '../domain/statistic-warnings.ts'

/** U+2212, as wide as a plus: columns of signed numbers line up. */
export function formatNumber(value: number, digits: number): string {
  const text = value.toFixed(digits)
  const unsigned = Number(text) === 0 ? text.replace('-', '') : text
  return unsigned.replace('-', '\u2212')
}

/** Stands by every number with a warning; `formatWarnings` says the rest nearby. */
const WARNED = '†'

/** `0.52 [0.11, 0.80]`, `0.52 (no interval)`, or `not defined`; `†` where something is known to be wrong. */
export function formatStatistic(statistic: Statistic, digits = 2): string {
  if (statistic.value === null) return 'not defined'
  const value = formatNumber(statistic.value, digits)
  const mark = statistic.warning === null ? '' : WARNED
  if (statistic.ciLow === null || statistic.ciHigh === null) return `${value}${mark} (no interval)`
  return `${value} [${formatNumber(statistic.ciLow, digits)}, ${formatNumber(statistic.ciHigh, digits)}]${mark}`
}

/** `0.52 (95 % of permutations: −0.80 to 0.31)`: a pooled correlation means nothing beside nought. */
export function formatCorrelation(statistic: Statistic, range: readonly [number, number] | null): string {
  if (statistic.value === null || range === null) return formatStatistic(statistic)
  const [low, high] = range
  const mark = statistic.warning === null ? '' : WARNED
  return `${formatNumber(statistic.value, 2)}${mark} (95 % of permutations: ${formatNumber(low, 2)} to ${formatNumber(high, 2)})`
}

/** `0.003`; never 0, as the study itself is one of the permutations. */
export function formatP(p: number): string {
  return formatNumber(p, 3)
}

/** `p 0.003, adjusted over 7 items 0.021`, or that there is none. */
export function formatTest(test: PermutationTest | null): string {
  if (test === null) return 'no permutation test: fit again for one'
  const over =
    test.nItems === 1 ? '' : `, adjusted over ${String(test.nItems)} items ${formatP(test.pAdjusted)}`
  return `p ${formatP(test.p)}${over}`
}

/** `† MAE, RMSE: The interval is too narrow …`; empty where nothing is known to be wrong. */
export function formatWarnings(named: readonly NamedStatistic[]): string {
  return groupWarnings(named)
    .map(({ names, text }) => `${WARNED} ${names.join(', ')}: ${text}`)
    .join(' ')
}

/** `n = 10 patients, 20 visits; 95 % interval: bootstrap over patients.` */
export function formatBasis(statistic: Statistic): string {
  const n = `n = ${countOf(statistic.nPatients, 'patient')}, ${countOf(statistic.nSessions, 'visit')}`
  // Without an interval the method says why.
  if (statistic.level === null) return `${n}; ${statistic.method}.`
  return `${n}; ${formatNumber(statistic.level * 100, 0)} % interval: ${statistic.method}.`
}

export function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}

export function formatPercent(share: number): string {
  return `${formatNumber(share * 100, 0)} %`
}

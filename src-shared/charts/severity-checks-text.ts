import { settingsText } from '../domain/head-kind.ts'
import type { SeverityModel } from '../domain/severity.ts'
import type { PatientInfluence, SettingChoice, SeverityChecks, Subgroup } from '../domain/severity-checks.ts'
import { countOf, formatNumber, formatPercent } from './statistic-text.ts'

/** Stands beside every table of subgroups, in the window, the report and the tables. */
export const SUBGROUP_WARNING =
  'How often these intervals hold was not simulated, and a difference between groups was not tested: they say for whom there is little to go by, not for whom the model works.'

/** How far a number moves without a patient, with its sign; a dash where it is not known. */
function moved(without: number | null, whole: number | null): string {
  if (without === null || whole === null) return '–'
  const by = formatNumber(without - whole, 2)
  return Number(by) > 0 ? `+${by}` : by
}

/** One line of the table of influence. */
export interface InfluenceRow {
  /** A visit of the patient. */
  readonly sessionId: number
  readonly nSessions: number
  /** MAE without the patient, in points, and how far it moves. */
  readonly mae: string
  readonly maeMoved: string
  readonly q2Moved: string
  readonly concordanceMoved: string
}

export function influenceRows({ metrics }: Pick<SeverityModel, 'metrics'>): InfluenceRow[] {
  return (metrics.checks?.influence ?? []).map((one: PatientInfluence) => ({
    sessionId: one.sessionId,
    nSessions: one.nSessions,
    mae: formatNumber(one.mae, 2),
    maeMoved: moved(one.mae, metrics.mae.value),
    q2Moved: moved(one.q2, metrics.q2.value),
    concordanceMoved: moved(one.concordance, metrics.concordance?.value ?? null),
  }))
}

/** What the range of all studies without one patient is. */
export function influenceFinding({ metrics }: Pick<SeverityModel, 'metrics'>): string {
  const { checks, mae } = metrics
  const without = checks?.influence.map((one) => one.mae) ?? []
  if (checks === null || without.length === 0 || mae.value === null) return ''
  const [least, most] = [Math.min(...without), Math.max(...without)]
  const how = checks.influenceRefitted
    ? 'every model fitted again without the patient'
    : 'the patient’s own visits left out of the numbers, no model fitted again'
  return `Without any one of ${countOf(without.length, 'patient')} the MAE lies between ${formatNumber(least, 2)} and ${formatNumber(most, 2)} points (all: ${formatNumber(mae.value, 2)}); ${how}.`
}

export function estimateText(estimate: Subgroup['mae']): string {
  if (estimate === null) return 'too few patients'
  const { value, ciLow, ciHigh } = estimate
  if (ciLow === null || ciHigh === null) return `${formatNumber(value, 2)} (no interval)`
  return `${formatNumber(value, 2)} [${formatNumber(ciLow, 2)}, ${formatNumber(ciHigh, 2)}]`
}

/** How settled the choice of the setting was over the models that each left out one patient. */
export function choiceText(choice: SettingChoice): string {
  const [first, ...rest] = choice.chosen
  if (first === undefined) return ''
  const others =
    rest.length === 0
      ? 'the same in all models'
      : `in ${formatPercent(first.share)} of the models; ${countOf(rest.length, 'other setting')} in the rest`
  const edge = Math.max(choice.atEdge?.least ?? 0, choice.atEdge?.most ?? 0)
  const beyond =
    edge === 0
      ? ''
      : ` ${formatPercent(edge)} of the models chose the ${(choice.atEdge?.most ?? 0) >= (choice.atEdge?.least ?? 0) ? 'last' : 'first'} setting that was tried, so that a better one may lie beyond.`
  return `${settingsText(first.settings)}: ${others}.${beyond}`
}

/** Whether there is anything to show of it. */
export function hasChecks(checks: SeverityChecks | null): checks is SeverityChecks {
  return checks !== null && (checks.influence.length > 0 || checks.learning.length > 1)
}

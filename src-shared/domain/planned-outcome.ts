import { isPlanned } from './protocol.ts'
import type { SeverityModel, Statistic } from './severity.ts'

/** What a model answers to the question of its protocol. */
export type PlannedOutcome = 'confirmed' | 'not-confirmed' | 'not-planned'

export const outcomeWords: Readonly<Record<PlannedOutcome, string>> = {
  confirmed: 'confirmed',
  'not-confirmed': 'not confirmed',
  'not-planned': '–',
}

const liesAbove = (statistic: Statistic | null, least: number): boolean =>
  statistic !== null && statistic.ciLow !== null && statistic.ciLow > least

/**
 * By the criterion that the protocol froze: its alpha, over its items, and its primary statistic. That something was not confirmed does not say
 * that there is nothing.
 */
export function plannedOutcome({
  planning,
  metrics,
}: Pick<SeverityModel, 'planning' | 'metrics'>): PlannedOutcome {
  const { protocol } = planning
  const { permutation, q2, maeGain, concordance } = metrics
  if (protocol === null || !isPlanned(planning)) return 'not-planned'
  const passes =
    permutation !== null && permutation.pAdjusted <= protocol.alpha && q2.value !== null && q2.value > 0
  const holds = {
    q2: true,
    'mae-gain': liesAbove(maeGain, 0),
    concordance: liesAbove(concordance, 0.5),
  }[protocol.primary]
  return passes && holds ? 'confirmed' : 'not-confirmed'
}

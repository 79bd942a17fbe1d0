import type { Statistic } from '#shared/domain/severity.ts'
import { tBound } from '../../statistics/t-distribution.ts'

const LEVEL = 0.95

/** What an interval is made from, and how it is told. */
export interface JackknifeInput {
  readonly value: number | null
  /** The same without each unit in turn, every model fitted again. */
  readonly withoutEach: readonly (number | null)[]
  /** E.g. `patients`, or `10 groups of patients`. */
  readonly units: string
  readonly nPatients: number
  readonly nSessions: number
  /** Least and most that the statistic can be: ends are cut to it. */
  readonly bounds?: readonly [number, number]
  /** What is known to be wrong with the interval; nothing when not given. */
  readonly warning?: string | null
  /** The scale on which the interval is made, and back; as it stands when not given. */
  readonly scale?: readonly [(value: number) => number, (value: number) => number]
}

const identity = (value: number): number => value

/** (m - 1) / m times the sum of squares about their mean, of m values. */
function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return ((values.length - 1) / values.length) * squares
}

/**
 * Interval by the jackknife (Efron & Stein, Ann Stat 1981; 9: 586; groups: Shao & Wu, Ann Stat 1989; 17: 1176) with t of one degree of freedom
 * less than there are units. As all models are fitted again without the unit, it holds what the choice of the patients did to them, which resampling
 * of fixed estimates does not know.
 */
export function jackknifeStatistic(input: JackknifeInput): Statistic {
  const { value, withoutEach, units, nPatients, nSessions, warning = null } = input
  const { bounds: [least, most] = [-Infinity, Infinity], scale: [to, from] = [identity, identity] } = input
  const bare = {
    value,
    ciLow: null,
    ciHigh: null,
    level: null,
    nPatients,
    nSessions,
    seed: null,
    warning: null,
  }
  if (value === null) return { ...bare, method: 'not defined for these values' }
  const values = withoutEach.flatMap((each) => (each === null ? [] : [to(each)]))
  const t = values.length < withoutEach.length ? null : tBound(LEVEL, values.length - 1)
  const half = t === null ? NaN : t * Math.sqrt(varianceOf(values))
  if (!Number.isFinite(half)) {
    return { ...bare, method: `no interval, as the number is not defined without some of the ${units}` }
  }
  const ciLow = Math.min(value, Math.max(least, from(to(value) - half)))
  const ciHigh = Math.max(value, Math.min(most, from(to(value) + half)))
  const method = `jackknife over ${units}, every model fitted again, t with ${values.length - 1} degrees of freedom`
  return { ...bare, ciLow, ciHigh, level: LEVEL, method, warning }
}

import type { BlandAltman, Statistic } from '#shared/domain/severity.ts'
import { pearson } from '../../statistics/correlation.ts'
import { meanAbsoluteError } from '../../statistics/error-measures.ts'
import { jackknifeStatistic } from './refit-jackknife.ts'
import type { JackknifeInput } from './refit-jackknife.ts'
import { blandAltman } from './validation.ts'

/** A session of another study: what the head says of it, and what people rated there. */
export interface ExternalPoint {
  readonly patientCode: string
  readonly rating: number
  readonly estimate: number
}

/** How a head does where it was not fitted: nothing is chosen there, so that correlations are not biased. */
export interface ExternalValidation {
  readonly mae: Statistic
  /** Of the mean rating of the other patients there. */
  readonly baselineMae: Statistic
  readonly q2: Statistic
  readonly pcc: Statistic
  /** Of rating on estimate: 1 where a point of estimate is a point of rating. */
  readonly calibrationSlope: Statistic
  readonly blandAltman: BlandAltman
}

/** The mean rating of the others, for each point. */
function baselineOf(points: readonly ExternalPoint[]): number[] {
  const sum = points.reduce((total, { rating }) => total + rating, 0)
  const own = new Map<string, { sum: number; count: number }>()
  for (const { patientCode, rating } of points) {
    const before = own.get(patientCode) ?? { sum: 0, count: 0 }
    own.set(patientCode, { sum: before.sum + rating, count: before.count + 1 })
  }
  return points.map(({ patientCode }) => {
    const mine = own.get(patientCode) ?? { sum: 0, count: 0 }
    return (sum - mine.sum) / (points.length - mine.count)
  })
}

const squares = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, row) => total + (value - (b[row] ?? NaN)) ** 2, 0)

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function slopeOf(points: readonly ExternalPoint[]): number | null {
  const mean = (read: (point: ExternalPoint) => number): number =>
    points.reduce((total, point) => total + read(point), 0) / points.length
  const [x, y] = [mean(({ estimate }) => estimate), mean(({ rating }) => rating)]
  const spread = points.reduce((total, { estimate }) => total + (estimate - x) ** 2, 0)
  const joint = points.reduce((total, { estimate, rating }) => total + (estimate - x) * (rating - y), 0)
  return spread === 0 ? null : finite(joint / spread)
}

type OfPoints = (points: readonly ExternalPoint[]) => number | null

const ratingsOf = (points: readonly ExternalPoint[]) => points.map(({ rating }) => rating)
const estimatesOf = (points: readonly ExternalPoint[]) => points.map(({ estimate }) => estimate)

const statistics = {
  mae: (points) => meanAbsoluteError(estimatesOf(points), ratingsOf(points)),
  baselineMae: (points) => {
    const error = meanAbsoluteError(baselineOf(points), ratingsOf(points))
    return error === null ? null : finite(error)
  },
  q2: (points) => {
    const ratings = ratingsOf(points)
    return finite(1 - squares(estimatesOf(points), ratings) / squares(baselineOf(points), ratings))
  },
  pcc: (points) => pearson(estimatesOf(points), ratingsOf(points)),
  calibrationSlope: slopeOf,
} satisfies Record<string, OfPoints>

/** Fisher's z; a correlation of exactly 1 has none. */
const fisher = [Math.atanh, Math.tanh] as const

const words: Readonly<Record<keyof typeof statistics, Pick<JackknifeInput, 'bounds' | 'scale'>>> = {
  mae: { bounds: [0, Infinity] },
  baselineMae: { bounds: [0, Infinity] },
  q2: { bounds: [-Infinity, 1] },
  pcc: { bounds: [-1, 1], scale: fisher },
  calibrationSlope: {},
}

/** One point a patient-visit. Intervals are over the patients there; the head is as it is. */
export function validateElsewhere(points: readonly ExternalPoint[]): ExternalValidation {
  const patients = [...new Set(points.map(({ patientCode }) => patientCode))]
  const counts = { nPatients: patients.length, nSessions: points.length, units: 'patients' }
  const of = (name: keyof typeof statistics): Statistic => {
    const made = jackknifeStatistic({
      ...{ ...counts, ...words[name], value: statistics[name](points) },
      withoutEach: patients.map((left) =>
        statistics[name](points.filter(({ patientCode }) => patientCode !== left)),
      ),
    })
    const method = `jackknife over patients, the head as it is, t with ${String(patients.length - 1)} degrees of freedom`
    return made.level === null ? made : { ...made, method }
  }
  return {
    ...{ mae: of('mae'), baselineMae: of('baselineMae'), q2: of('q2'), pcc: of('pcc') },
    calibrationSlope: of('calibrationSlope'),
    blandAltman: blandAltman({
      ...{ patients: points.map(({ patientCode }) => patientCode) },
      ...{ a: estimatesOf(points), b: ratingsOf(points) },
    }),
  }
}

import type { Score } from '../domain/score.ts'
import type { Session } from '../domain/session.ts'
import type { SeverityEstimate } from '../domain/severity.ts'
import type { PatientTrajectory, TrajectoryVisit } from './trajectory-option.ts'
import type { Measure } from '../domain/measures.ts'

interface Source {
  readonly sessions: readonly Session[]
  readonly scores: readonly Score[]
  readonly estimates: readonly SeverityEstimate[]
  readonly measure: Measure
}

const collator = new Intl.Collator('en', { numeric: true })

function inOrderOfVisit(a: Session, b: Session): number {
  // A visit without a date keeps its place by label; the two kinds are not mixed within one patient in practice.
  return (
    collator.compare(a.visitDate ?? '', b.visitDate ?? '') || collator.compare(a.visitLabel, b.visitLabel)
  )
}

function ratingsBySession(source: Source): Map<number, { rater: string; value: number }[]> {
  const bySession = new Map<number, Map<string, Map<string, number>>>()
  for (const score of source.scores) {
    if (score.value === null || !source.measure.items.includes(score.itemId)) continue
    const raters = bySession.get(score.sessionId) ?? new Map<string, Map<string, number>>()
    const items = raters.get(score.raterCode) ?? new Map<string, number>()
    items.set(score.itemId, score.value)
    raters.set(score.raterCode, items)
    bySession.set(score.sessionId, raters)
  }
  return new Map(
    [...bySession].map(([sessionId, raters]) => [
      sessionId,
      [...raters].flatMap(([rater, items]) => {
        const value = source.measure.valueOf((id) => items.get(id) ?? null)
        return value === null ? [] : [{ rater, value }]
      }),
    ]),
  )
}

/** Ratings and estimates of one measure, by patient and in order of visit; visits with neither stay in. */
export function buildTrajectories(source: Source): PatientTrajectory[] {
  const ratings = ratingsBySession(source)
  const estimates = new Map(source.estimates.map((estimate) => [estimate.sessionId, estimate]))
  const patients = new Map<string, Session[]>()
  for (const session of source.sessions) {
    patients.set(session.patientCode, [...(patients.get(session.patientCode) ?? []), session])
  }
  return [...patients]
    .sort(([a], [b]) => collator.compare(a, b))
    .map(([patientCode, sessions]) => ({
      patientCode,
      visits: [...sessions].sort(inOrderOfVisit).map((session): TrajectoryVisit => {
        const estimate = estimates.get(session.id)
        return {
          sessionId: session.id,
          visitLabel: session.visitLabel,
          visitDate: session.visitDate,
          ratings: ratings.get(session.id) ?? [],
          estimate:
            estimate === undefined
              ? null
              : { value: estimate.value, ciLow: estimate.ciLow, ciHigh: estimate.ciHigh },
        }
      }),
    }))
}

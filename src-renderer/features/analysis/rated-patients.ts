import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'

/** How many patients have at least one rating of each item. */
export function ratedPatientsByItem(
  sessions: readonly Session[],
  scores: readonly Score[],
): ReadonlyMap<string, number> {
  const patientOf = new Map(sessions.map((session) => [session.id, session.patientId]))
  const patients = new Map<string, Set<number>>()
  for (const score of scores) {
    const patientId = patientOf.get(score.sessionId)
    if (score.value === null || patientId === undefined) continue
    patients.set(score.itemId, (patients.get(score.itemId) ?? new Set()).add(patientId))
  }
  return new Map([...patients].map(([itemId, ids]) => [itemId, ids.size]))
}

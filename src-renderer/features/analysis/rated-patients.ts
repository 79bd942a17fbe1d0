import type { Score } from '#shared/domain/score.ts'
import { wholeTotal } from '#shared/domain/severity-target.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { groupBy } from '#shared/group-by.ts'
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

/** How many patients have a visit in which one rater rated every item of the total. */
export function patientsWithTotal(
  scale: Scale,
  total: SeverityTarget,
  { sessions, scores }: { readonly sessions: readonly Session[]; readonly scores: readonly Score[] },
): number {
  const patientOf = new Map(sessions.map((session) => [session.id, session.patientId]))
  const byRater = groupBy(scores, ({ sessionId, raterCode }) => JSON.stringify([sessionId, raterCode]))
  const whole = [...byRater.values()].filter((of) => {
    const values = new Map(of.map(({ itemId, value }) => [itemId, value]))
    return wholeTotal(scale, total.id, (id) => values.get(id) ?? null) !== null
  })
  return new Set(whole.flatMap(([first]) => patientOf.get(first?.sessionId ?? 0) ?? [])).size
}

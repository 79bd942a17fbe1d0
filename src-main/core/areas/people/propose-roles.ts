import type { Session } from '#shared/domain/session.ts'
import { groupBy } from '#shared/group-by.ts'
import { proposePatient } from './propose-patient.ts'
import type { KnownPatient, PersonStanding, StoredPerson } from './people-repository.ts'
import type { PeopleContext } from './people-context.ts'

const NOBODY_KNOWS: PersonStanding = { role: 'unknown', confirmed: false, reason: '' }

/**
 * The visit by which a patient is known again: the nearest one before this in which somebody confirmed who it is,
 * else the nearest one after it. Null when there is none.
 */
export function knownFromOtherVisit(context: PeopleContext, sessionId: number): KnownPatient | null {
  const session = context.repositories.sessions.get(sessionId)
  if (session === null) return null
  const others = context.people
    .knownPatients(session.patientId)
    .filter((known) => known.sessionId !== sessionId)
  return others.findLast((known) => isBefore(known, session)) ?? others[0] ?? null
}

/** As the visits are ordered: by date, those without one last, then as they came in. */
function isBefore(known: KnownPatient, { visitDate, id }: Session): boolean {
  const [theirs, ours] = [known.visitDate ?? '9999', visitDate ?? '9999']
  return theirs === ours ? known.sessionId < id : theirs < ours
}

/**
 * Says who the patient of a session may be, unless a person said it. People with a role from a person are left
 * alone. Returns whether anything changed. Call within a transaction.
 */
export function proposeRoles(context: PeopleContext, sessionId: number): boolean {
  const people = context.people.ofSession(sessionId)
  const open = people.filter(({ confirmed }) => !confirmed)
  const isDecided = people.some(({ role, confirmed }) => confirmed && role === 'patient')
  const proposal = isDecided ? null : proposalFor(context, sessionId, people)
  const standings = open.map((person, index): [StoredPerson, PersonStanding] => [
    person,
    proposal?.index === index ? { role: 'patient', confirmed: false, reason: proposal.reason } : NOBODY_KNOWS,
  ])
  const changed = standings.filter(([a, b]) => a.role !== b.role || a.reason !== b.reason)
  // The former patient leaves the role before another takes it.
  for (const [{ id }] of changed) context.people.stand(id, NOBODY_KNOWS)
  for (const [{ id }, standing] of changed) context.people.stand(id, standing)
  return changed.length > 0
}

function proposalFor(context: PeopleContext, sessionId: number, people: readonly StoredPerson[]) {
  if (people.length === 0) return null
  const tracks = groupBy(context.tracks.ofSession(sessionId), ({ personId }) => personId)
  const known = knownFromOtherVisit(context, sessionId)
  const tracksOf = (wanted: boolean) =>
    people.filter(({ confirmed }) => confirmed === wanted).map(({ id }) => tracks.get(id) ?? [])
  return proposePatient(tracksOf(false), known?.embedding ?? null, tracksOf(true))
}

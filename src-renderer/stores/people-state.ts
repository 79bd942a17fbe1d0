import type { Person, SessionPeople } from '#shared/domain/people.ts'

/** How far a session is on the way to a known patient. */
export type SessionMark = 'not-looked-at' | 'partly' | 'nobody' | 'undecided' | 'proposed' | 'confirmed'

export function patientOf(session: SessionPeople): Person | null {
  return session.people.find((person) => person.role === 'patient') ?? null
}

export function sessionMark(session: SessionPeople): SessionMark {
  const patient = patientOf(session)
  if (patient?.confirmed === true) return 'confirmed'
  const looked = session.videos.filter((video) => video.lookedAt).length
  if (looked === 0 && session.people.length === 0) return 'not-looked-at'
  if (patient !== null) return 'proposed'
  if (session.people.length > 0) return 'undecided'
  return looked === session.videos.length ? 'nobody' : 'partly'
}

/** Tells one choice of the patient from another: what predictions are made from. */
export function patientKey(session: SessionPeople): string {
  const tracks = patientOf(session)?.tracks.map((track) => track.id) ?? []
  return tracks.sort((a, b) => a - b).join(' ')
}

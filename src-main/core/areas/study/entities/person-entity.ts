import { z } from 'zod'
import { personRoleSchema } from '#shared/domain/people.ts'
import { AppError } from '#shared/errors.ts'
import type { PeopleRepository, PersonStanding, StoredPerson } from '../../people/people-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const personValueSchema = z.object({
  /** As a person said; null where nobody did: what the program proposes is no change by anybody. */
  role: personRoleSchema.nullable(),
})
export type PersonValue = z.infer<typeof personValueSchema>

export const PERSON = 'person'

const UNKNOWN: PersonStanding = { role: 'unknown', confirmed: false, reason: '' }

const partsSchema = z.tuple([z.string(), z.string()])

/** By the session and the label, which no two of its people ever share. */
export function personKey(sessionUid: string, label: string): Key {
  return [sessionUid, label]
}

export interface PersonEntityDeps {
  readonly people: PeopleRepository
  readonly sessions: SessionRepository
}

/** People who are seen; of whom no track is left is null, and keeps the row, so that nobody else gets the label. */
export function personEntity({ people, sessions }: PersonEntityDeps): Entity<PersonValue> {
  const valueOf = ({ role, confirmed }: StoredPerson): PersonValue => ({ role: confirmed ? role : null })

  function find(key: Key): StoredPerson | null {
    const [sessionUid, label] = partsSchema.parse(key)
    const sessionId = sessions.idOf(sessionUid)
    return sessionId === null ? null : people.byLabel(sessionId, label)
  }

  function put(key: Key, { role }: PersonValue, nowUtc: string): void {
    const [sessionUid, label] = partsSchema.parse(key)
    const sessionId = sessions.idOf(sessionUid)
    if (sessionId === null) throw new AppError('not-found', 'The visit of this person is not in the study.')
    const id = people.byLabel(sessionId, label)?.id ?? people.insert({ sessionId, label, ...UNKNOWN }, nowUtc)
    if (role === 'patient') leaveRole(sessionId, id)
    people.stand(id, role === null ? UNKNOWN : { role, confirmed: true, reason: '' })
  }

  /** A session has one patient at most; the program may have proposed another. */
  function leaveRole(sessionId: number, exceptId: number): void {
    for (const { id, role } of people.rowsOfSession(sessionId)) {
      if (role === 'patient' && id !== exceptId) people.stand(id, UNKNOWN)
    }
  }

  return {
    entity: PERSON,
    schema: personValueSchema,
    areas: ['people', 'library', 'predictions'],
    isGiven: true,
    read(key) {
      const person = find(key)
      return person !== null && people.isSeen(person.id) ? valueOf(person) : null
    },
    write(key, value, { madeUtc }) {
      if (value !== null) {
        put(key, value, madeUtc)
        return
      }
      const person = find(key)
      if (person !== null) people.stand(person.id, UNKNOWN)
    },
    describe(key) {
      const [sessionUid, label] = partsSchema.parse(key)
      const id = sessions.idOf(sessionUid)
      const session = id === null ? null : sessions.get(id)
      return session === null
        ? `role of ${label}`
        : `role of ${label} of ${session.patientCode} ${session.visitLabel}`
    },
    say: ({ role }) => role ?? 'no role given by a person',
    authorOf: () => null,
    placeOf(key) {
      const [sessionUid, person] = partsSchema.parse(key)
      const sessionId = sessions.idOf(sessionUid)
      return sessionId === null ? null : { kind: 'people', sessionId, person }
    },
    touches(key) {
      const sessionId = sessions.idOf(partsSchema.parse(key)[0])
      return sessionId === null ? null : { visits: [sessionId] }
    },
    *all() {
      for (const person of people.all()) yield [personKey(person.sessionUid, person.label), valueOf(person)]
    },
  }
}

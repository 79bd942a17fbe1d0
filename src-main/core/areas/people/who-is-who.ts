import type { PersonRole } from '#shared/domain/people.ts'
import { FACE_TRACK } from '../study/entities/face-track-entity.ts'
import { PERSON, personKey } from '../study/entities/person-entity.ts'
import type { ChangedObject } from '../../journal/changed-objects.ts'
import type { WantedChange } from '../../journal/journal.ts'
import type { TrackKey } from './face-track-repository.ts'
import type { PeopleContext } from './people-context.ts'

/** What people may say of a session, whoever said it. */
export interface WhoIsWho {
  readonly sessionUid: string
  /** By label, everybody who is seen: the role that a person gave them; null where nobody did. */
  readonly roles: ReadonlyMap<string, PersonRole | null>
  /** By id of the track: whose face it is. */
  readonly owners: ReadonlyMap<number, { readonly key: TrackKey; readonly person: string }>
}

export function whoIsWho({ people, tracks, repositories }: PeopleContext, sessionId: number): WhoIsWho {
  const roleOf = ({ role, confirmed }: { role: PersonRole; confirmed: boolean }) => (confirmed ? role : null)
  return {
    sessionUid: repositories.sessions.uidOf(sessionId) ?? '',
    roles: new Map(people.ofSession(sessionId).map((person) => [person.label, roleOf(person)])),
    owners: new Map(tracks.keyedOfSession(sessionId).map(({ id, key, person }) => [id, { key, person }])),
  }
}

/** As the journal names them. */
export function objectsOf({ sessionUid, roles, owners }: WhoIsWho): ChangedObject[] {
  return [
    ...[...roles.keys()].map((label) => ({ entity: PERSON, key: personKey(sessionUid, label) })),
    ...[...owners.values()].map(({ key }) => ({ entity: FACE_TRACK, key: [...key] })),
  ]
}

/**
 * In an order in which they can be carried out, and from the last to the first taken back: who comes is there before tracks
 * become theirs, who goes has none any more, and the patient of before leaves the role before another takes it.
 */
export function changesBetween(before: WhoIsWho, after: WhoIsWho): WantedChange[] {
  const { sessionUid } = before
  const person = (label: string): WantedChange => ({
    ...{ entity: PERSON, key: personKey(sessionUid, label) },
    before: valueOf(before.roles, label),
    after: valueOf(after.roles, label),
  })
  const isChanged = (label: string): boolean => before.roles.get(label) !== after.roles.get(label)
  const there = [...after.roles.keys()].filter(isChanged)
  const isPatient = (label: string): boolean => after.roles.get(label) === 'patient'
  const gone = [...before.roles.keys()].filter((label) => !after.roles.has(label))
  return [
    ...there.filter((label) => !isPatient(label)).map(person),
    ...there.filter(isPatient).map(person),
    ...trackChanges(before.owners, after.owners),
    ...gone.map(person),
  ]
}

function valueOf(roles: WhoIsWho['roles'], label: string): { role: PersonRole | null } | null {
  const role = roles.get(label)
  return role === undefined ? null : { role }
}

/** By what they are called: a video that was looked at anew has other rows of the same tracks. */
function trackChanges(before: WhoIsWho['owners'], after: WhoIsWho['owners']): WantedChange[] {
  const named = (owners: WhoIsWho['owners']) =>
    new Map([...owners.values()].map((track) => [JSON.stringify(track.key), track]))
  const [were, are] = [named(before), named(after)]
  return [...new Map([...were, ...are])].flatMap(([name, { key }]) => {
    const [old, now] = [were.get(name)?.person, are.get(name)?.person]
    if (old === now) return []
    const value = (person: string | undefined) => (person === undefined ? null : { person })
    return [{ entity: FACE_TRACK, key: [...key], before: value(old), after: value(now) }]
  })
}

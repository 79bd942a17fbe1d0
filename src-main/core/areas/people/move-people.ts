import type { PersonRole } from '#shared/domain/people.ts'
import { FACE_TRACK } from '../study/entities/face-track-entity.ts'
import { PERSON, personKey } from '../study/entities/person-entity.ts'
import type { WantedChange } from '../../journal/journal.ts'
import type { PeopleContext } from './people-context.ts'
import { createLabels } from './person-labels.ts'
import { whoIsWho } from './who-is-who.ts'

/**
 * What becomes of who is who when videos become those of another visit: whoever is seen in them is somebody of that visit,
 * too, by a new label and in the role that a person gave them, but for a second patient. Who is seen in no other video of
 * the visit before is nobody there any more. To be carried out after the videos were moved.
 */
export function peopleOfMove(
  context: PeopleContext,
  { videoIds, from, to }: { videoIds: readonly number[]; from: number; to: number },
): WantedChange[] {
  const uids = new Set(videoIds.map((id) => context.repositories.videos.uidOf(id)))
  const before = whoIsWho(context, from)
  const there = whoIsWho(context, to)
  const tracks = [...before.owners.values()]
  const moved = tracks.filter(({ key }) => uids.has(key[0]))
  // None of the visit before either: whose a face is would be the same words, and the change of it nothing to carry out.
  const taken = [from, to].flatMap((id) => context.people.rowsOfSession(id)).map(({ label }) => label)
  const nextLabel = createLabels(taken)
  const labels = new Map([...new Set(moved.map(({ person }) => person))].map((old) => [old, nextLabel()]))
  const hasPatient = [...there.roles.values()].includes('patient')
  const roleOf = (label: string): PersonRole | null => {
    const role = before.roles.get(label) ?? null
    return role === 'patient' && hasPatient ? null : role
  }
  const left = new Set(tracks.filter(({ key }) => !uids.has(key[0])).map(({ person }) => person))
  return [
    ...[...labels].map(([old, label]) => ({
      ...{ entity: PERSON, key: personKey(there.sessionUid, label), after: { role: roleOf(old) } },
    })),
    ...moved.map(({ key, person }) => ({
      ...{ entity: FACE_TRACK, key: [...key], after: { person: labels.get(person) ?? person } },
    })),
    ...[...labels.keys()]
      .filter((old) => !left.has(old))
      .map((old) => ({ entity: PERSON, key: personKey(before.sessionUid, old), after: null })),
  ]
}

import type { PeopleEdit, PersonRole } from '#shared/domain/people.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import type { StoredPerson } from './people-repository.ts'
import type { PeopleContext } from './people-context.ts'
import { createLabels } from './person-labels.ts'
import { changesBetween, whoIsWho } from './who-is-who.ts'
import type { WhoIsWho } from './who-is-who.ts'

export interface EditOfSession {
  readonly sessionId: number
  readonly edit: PeopleEdit
  /** Code of who says so; null where nobody has said who they are. */
  readonly by: string | null
}

/** Carries a step out and keeps it. One that changes nothing is no step. Call within a transaction. */
export function applyEdit(context: PeopleContext, { sessionId, edit, by }: EditOfSession): void {
  const before = whoIsWho(context, sessionId)
  const { after, label } = carriedOut({ context, sessionId, before }, edit)
  const session = context.repositories.sessions.get(sessionId)
  const visit = session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
  context.journal.change({
    ...{ action: `people.${edit.kind}`, label: label(visit), rater: by },
    changes: changesBetween(before, withoutUnseen(after)),
  })
}

interface Given {
  readonly context: PeopleContext
  readonly sessionId: number
  readonly before: WhoIsWho
}

interface Planned {
  readonly after: WhoIsWho
  /** In the user's words. */
  label(visit: string): string
}

function carriedOut(given: Given, edit: PeopleEdit): Planned {
  switch (edit.kind) {
    case 'role':
      return giveRole(given, edit)
    case 'merge':
      return merge(given, edit.personIds)
    case 'assign':
      return assign(given, edit)
    default:
      return assertNever(edit)
  }
}

function personOf({ context, sessionId }: Given, personId: number): StoredPerson {
  const person = context.people.get(personId)
  if (person?.sessionId === sessionId) return person
  throw new AppError('not-found', 'This person is not in the session any more.')
}

function giveRole(given: Given, { personId, role }: { personId: number; role: PersonRole }): Planned {
  const { label: name } = personOf(given, personId)
  const roles = new Map(given.before.roles)
  if (role === 'patient') {
    for (const [other, theirs] of roles) if (theirs === 'patient') roles.set(other, null)
  }
  roles.set(name, role)
  return { after: { ...given.before, roles }, label: (visit) => `${name} of ${visit} as ${role}` }
}

/** What a person said of one of them is true of all. */
function merge(given: Given, personIds: readonly number[]): Planned {
  const people = [...new Set(personIds)].map((id) => personOf(given, id))
  const [first, ...others] = people
  if (first === undefined || others.length === 0) {
    throw new AppError('bad-request', 'Choose at least two people to make one of them.')
  }
  const said = people.find(({ confirmed }) => confirmed)
  const roles = new Map(given.before.roles).set(first.label, said?.role ?? null)
  const merged = new Set(others.map(({ label }) => label))
  const owners = withOwner(given.before, first.label, ({ person }) => merged.has(person))
  const names =
    people.length === 2 ? `${first.label} and ${people[1]?.label ?? ''}` : `${people.length} people`
  return {
    after: { ...given.before, roles, owners },
    label: (visit) => `${names} of ${visit} as one person`,
  }
}

function assign(
  given: Given,
  { trackIds, personId }: { trackIds: readonly number[]; personId: number | null },
): Planned {
  const { context, sessionId, before } = given
  if (!trackIds.every((id) => before.owners.has(id))) {
    throw new AppError('not-found', 'One of these faces is not in the session any more.')
  }
  const taken = context.people.rowsOfSession(sessionId).map(({ label }) => label)
  const owner = personId === null ? createLabels(taken)() : personOf(given, personId).label
  const roles = new Map(before.roles).set(owner, before.roles.get(owner) ?? null)
  const owners = withOwner(before, owner, (_, id) => trackIds.includes(id))
  const what = trackIds.length === 1 ? '1 appearance' : `${trackIds.length} appearances`
  const whom = personId === null ? 'a new person' : owner
  return { after: { ...before, roles, owners }, label: (visit) => `${what} of ${visit} to ${whom}` }
}

type Owner = WhoIsWho['owners'] extends ReadonlyMap<number, infer One> ? One : never

function withOwner(
  { owners }: WhoIsWho,
  person: string,
  isMeant: (owner: Owner, trackId: number) => boolean,
): WhoIsWho['owners'] {
  return new Map(
    [...owners].map(([id, owner]) => [id, isMeant(owner, id) ? { ...owner, person } : owner] as const),
  )
}

/** A person without tracks is nobody. */
function withoutUnseen(who: WhoIsWho): WhoIsWho {
  const seen = new Set([...who.owners.values()].map(({ person }) => person))
  return { ...who, roles: new Map([...who.roles].filter(([label]) => seen.has(label))) }
}

import type { PeopleEdit } from '#shared/domain/people.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import type { PersonStanding, StoredPerson } from './people-repository.ts'
import type { PeopleContext } from './people-context.ts'
import { createLabels } from './person-labels.ts'
import { addPerson, knowFaces, removeUnseen } from './place-tracks.ts'
import { proposeRoles } from './propose-roles.ts'
import { readSnapshot, takenLabels, takeSnapshot } from './snapshot.ts'

const UNKNOWN: PersonStanding = { role: 'unknown', confirmed: false, reason: '' }

/** Carries a step out and keeps it. One that changes nothing is no step. Call within a transaction. */
export function applyEdit(context: PeopleContext, sessionId: number, edit: PeopleEdit): void {
  const before = takeSnapshot(context, sessionId)
  carryOut(context, sessionId, edit)
  removeUnseen(context, sessionId)
  knowFaces(context, sessionId)
  proposeRoles(context, sessionId)
  const after = takeSnapshot(context, sessionId)
  if (after === before) return
  context.edits.forgetUndone(sessionId)
  context.edits.insert({ sessionId, kind: edit.kind, before, after }, context.nowUtc())
}

function carryOut(context: PeopleContext, sessionId: number, edit: PeopleEdit): void {
  switch (edit.kind) {
    case 'role':
      giveRole(context, sessionId, edit)
      return
    case 'merge':
      merge(context, sessionId, edit.personIds)
      return
    case 'assign':
      assign(context, sessionId, edit)
      return
    default:
      assertNever(edit)
  }
}

function personOf({ people }: PeopleContext, sessionId: number, personId: number): StoredPerson {
  const person = people.get(personId)
  if (person?.sessionId === sessionId) return person
  throw new AppError('not-found', 'This person is not in the session any more.')
}

function giveRole(
  context: PeopleContext,
  sessionId: number,
  { personId, role }: Extract<PeopleEdit, { kind: 'role' }>,
): void {
  const { id } = personOf(context, sessionId, personId)
  if (role === 'patient') {
    const before = context.people.ofSession(sessionId).find((person) => person.role === 'patient')
    if (before !== undefined && before.id !== id) context.people.stand(before.id, UNKNOWN)
  }
  context.people.stand(id, { role, confirmed: true, reason: '' })
}

/** What a person said of one of them is true of all. */
function merge(context: PeopleContext, sessionId: number, personIds: readonly number[]): void {
  const people = [...new Set(personIds)].map((id) => personOf(context, sessionId, id))
  const [first, ...others] = people
  if (first === undefined || others.length === 0) {
    throw new AppError('bad-request', 'Choose at least two people to make one of them.')
  }
  const merged = new Set(others.map(({ id }) => id))
  for (const { id, personId } of context.tracks.headsOfSession(sessionId)) {
    if (merged.has(personId)) context.tracks.setPerson(id, first.id)
  }
  const said = people.find(({ confirmed }) => confirmed)
  for (const { id } of others) context.people.remove(id)
  if (said !== undefined && said.id !== first.id) context.people.stand(first.id, said)
}

function assign(
  context: PeopleContext,
  sessionId: number,
  { trackIds, personId }: Extract<PeopleEdit, { kind: 'assign' }>,
): void {
  const tracks = new Set(context.tracks.headsOfSession(sessionId).map(({ id }) => id))
  if (!trackIds.every((id) => tracks.has(id))) {
    throw new AppError('not-found', 'One of these faces is not in the session any more.')
  }
  const owner =
    personId === null
      ? addPerson(context, sessionId, createLabels(takenLabels(context, sessionId))())
      : personOf(context, sessionId, personId).id
  for (const id of trackIds) context.tracks.setPerson(id, owner)
}

/** Takes the newest step back. Throws AppError `conflict` for another one. Call within a transaction. */
export function undoEdit(context: PeopleContext, sessionId: number, editId: number): void {
  const step = context.edits.newest(sessionId)
  if (step?.id !== editId) throw notNewest()
  restore(context, sessionId, step.before)
  context.edits.setUndone(editId, true)
}

/** Carries out again what was taken back last. Throws AppError `conflict` for another step. */
export function redoEdit(context: PeopleContext, sessionId: number, editId: number): void {
  const step = context.edits.next(sessionId)
  if (step?.id !== editId) throw notNewest()
  restore(context, sessionId, step.after)
  context.edits.setUndone(editId, false)
}

const notNewest = (): AppError =>
  new AppError(
    'conflict',
    'Something was changed since: only the newest step can be taken back or done again.',
  )

/**
 * Who is who is as it was. Faces that were found since stay with whom they are, and those that were found anew
 * since are not touched.
 */
function restore(context: PeopleContext, sessionId: number, json: string): void {
  const { people, tracks, nowUtc } = context
  const wanted = readSnapshot(json)
  const present = new Map(people.ofSession(sessionId).map((person) => [person.id, person]))
  // A session has one patient at most, and the snapshot says who.
  for (const { id, role } of present.values()) if (role === 'patient') people.stand(id, UNKNOWN)
  for (const person of wanted.people) {
    if (!present.has(person.id)) people.insert({ ...person, sessionId, role: 'unknown' }, nowUtc())
  }
  for (const person of wanted.people) people.stand(person.id, person)
  const there = new Set(tracks.headsOfSession(sessionId).map(({ id }) => id))
  for (const [trackId, personId] of wanted.owners) if (there.has(trackId)) tracks.setPerson(trackId, personId)
  removeUnseen(context, sessionId)
  knowFaces(context, sessionId)
}

import { z } from 'zod'
import { personRoleSchema } from '#shared/domain/people.ts'
import { readEach, readStored } from '../../db/stored-value.ts'
import type { PeopleContext } from './people-context.ts'

/** Who is who in a session: enough to bring it back. */
const snapshotSchema = z.object({
  people: z.array(
    z.object({
      id: z.number(),
      label: z.string(),
      role: personRoleSchema,
      confirmed: z.boolean(),
      reason: z.string(),
    }),
  ),
  /** Track and person. */
  owners: z.array(z.tuple([z.number(), z.number()])),
})
export type Snapshot = z.infer<typeof snapshotSchema>

export function takeSnapshot({ people, tracks }: PeopleContext, sessionId: number): string {
  const taken: Snapshot = {
    people: people
      .ofSession(sessionId)
      .map(({ id, label, role, confirmed, reason }) => ({ id, label, role, confirmed, reason })),
    owners: tracks.headsOfSession(sessionId).map(({ id, personId }) => [id, personId]),
  }
  return JSON.stringify(taken)
}

/** Throws AppError `study-damaged`. */
export function readSnapshot(json: string): Snapshot {
  return readStored(snapshotSchema, json, 'This step of saying who is who')
}

/** Of everybody who is in the session, or may come back when steps are taken back: nobody does from a damaged one. */
export function takenLabels({ people, edits }: PeopleContext, sessionId: number): string[] {
  const snapshots = edits.list(sessionId).flatMap(({ before, after }) => [before, after])
  return [
    ...people.ofSession(sessionId),
    ...readEach(snapshots, readSnapshot).flatMap((snapshot) => snapshot.people),
  ].map(({ label }) => label)
}

import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const syntheticVisitValueSchema = z.object({ synthetic: z.literal(true) })
export type SyntheticVisitValue = z.infer<typeof syntheticVisitValueSchema>

export const SYNTHETIC_VISIT = 'synthetic-visit'

export const syntheticVisit: SyntheticVisitValue = { synthetic: true }

const partsSchema = z.tuple([z.string()])

/** That a visit was made up for demonstration; of others there is nothing. By the key of the visit. */
export function syntheticVisitEntity({
  sessions,
}: {
  readonly sessions: SessionRepository
}): Entity<SyntheticVisitValue> {
  const find = (key: Key) => {
    const id = sessions.idOf(partsSchema.parse(key)[0])
    return id === null ? null : sessions.get(id)
  }
  return {
    entity: SYNTHETIC_VISIT,
    schema: syntheticVisitValueSchema,
    areas: ['library', 'captions', 'scores', 'people', 'clips', 'severity'],
    // Imports said so outside of the journal once.
    isGiven: true,
    read: (key) => (find(key)?.synthetic === true ? syntheticVisit : null),
    write(key, value) {
      const session = find(key)
      if (session === null) throw new AppError('not-found', 'This visit is not in the study.')
      sessions.mark(session.id, value !== null)
    },
    describe(key) {
      const session = find(key)
      return session === null
        ? 'mark of a visit'
        : `mark of the visit ${session.patientCode} ${session.visitLabel}`
    },
    say: () => 'made up',
    authorOf: () => null,
    placeOf(key) {
      const session = find(key)
      return session === null ? null : { kind: 'visit', sessionId: session.id }
    },
    touches(key) {
      const session = find(key)
      return session === null ? null : { visits: [session.id], patients: [session.patientId] }
    },
    *all() {
      for (const { id, synthetic } of sessions.list()) {
        const uid = synthetic ? sessions.uidOf(id) : null
        if (uid !== null) yield [[uid], syntheticVisit]
      }
    },
  }
}

import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { PatientRepository } from '../patient-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

/** A patient is what visits have in common: one whose visits all get another code is renamed. */
export const visitValueSchema = z.object({
  /** Code of the patient. */
  patient: z.string(),
  visitLabel: z.string(),
  visitDate: z.string().nullable(),
})
export type VisitValue = z.infer<typeof visitValueSchema>

export const VISIT = 'visit'

const partsSchema = z.tuple([z.string()])

/** By the uid of the session, which it keeps whatever it is called. */
export function visitKey(sessionUid: string): Key {
  return [sessionUid]
}

export interface VisitEntityDeps {
  readonly patients: PatientRepository
  readonly sessions: SessionRepository
}

export function visitEntity({ patients, sessions }: VisitEntityDeps): Entity<VisitValue> {
  const find = (key: Key) => {
    const id = sessions.idOf(partsSchema.parse(key)[0])
    return id === null ? null : sessions.get(id)
  }
  return {
    entity: VISIT,
    schema: visitValueSchema,
    areas: ['library', 'captions', 'scores', 'people', 'clips', 'severity'],
    // An import makes them.
    isGiven: true,
    read(key) {
      const session = find(key)
      if (session === null) return null
      const { patientCode: patient, visitLabel, visitDate } = session
      return { patient, visitLabel, visitDate }
    },
    write(key, value, { madeUtc }) {
      const session = find(key)
      if (session === null || value === null)
        throw new AppError('not-found', 'This visit is not in the study.')
      const { patient: code, visitLabel, visitDate } = value
      const namesake = sessions.find(code, visitLabel)
      if (namesake !== null && namesake.id !== session.id) {
        throw new AppError('conflict', `Patient ${code} has a visit “${visitLabel}” already.`)
      }
      const patient = patients.byCode(code) ?? patients.insert(code, madeUtc)
      sessions.correct(session.id, { patientId: patient.id, visitLabel, visitDate })
      patients.removeIfUnused(session.patientId)
    },
    describe(key) {
      const session = find(key)
      return session === null ? 'visit' : `visit of ${session.patientCode} ${session.visitLabel}`
    },
    say: ({ patient, visitLabel, visitDate }) => [patient, visitLabel, visitDate ?? 'no date'].join(', '),
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
      for (const { id, patientCode: patient, visitLabel, visitDate } of sessions.list()) {
        const uid = sessions.uidOf(id)
        if (uid !== null) yield [visitKey(uid), { patient, visitLabel, visitDate }]
      }
    },
  }
}

import { z } from 'zod'
import type { Session } from '#shared/domain/session.ts'
import { AppError } from '#shared/errors.ts'
import type { PatientRepository } from '../patient-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import { staysSentence } from '../../../journal/changed-since.ts'
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
  /** With what the program made of it; not while there is anything that people made. */
  function takeAway({ id, patientId, patientCode, visitLabel }: Session): void {
    const there = sessions.holds(id)
    if (there !== null) {
      throw new AppError(
        'conflict',
        `The visit ${patientCode} ${visitLabel} stays, as it has ${there} by now: ${staysSentence}`,
      )
    }
    sessions.remove(id)
    patients.removeIfUnused(patientId)
  }

  return {
    entity: VISIT,
    schema: visitValueSchema,
    areas: ['library', 'captions', 'scores', 'people', 'clips', 'severity'],
    // Imports made them outside of the journal once.
    isGiven: true,
    rank({ before, after }) {
      if (before === null) return -2
      return after === null ? 2 : 0
    },
    read(key) {
      const session = find(key)
      if (session === null) return null
      const { patientCode: patient, visitLabel, visitDate } = session
      return { patient, visitLabel, visitDate }
    },
    write(key, value, { madeUtc }) {
      const session = find(key)
      if (value === null) {
        if (session !== null) takeAway(session)
        return
      }
      const { patient: code, visitLabel, visitDate } = value
      const namesake = sessions.find(code, visitLabel)
      if (namesake !== null && namesake.id !== session?.id) {
        throw new AppError('conflict', `Patient ${code} has a visit “${visitLabel}” already.`)
      }
      const patient = patients.byCode(code) ?? patients.insert(code, madeUtc)
      const stands = { patientId: patient.id, visitLabel, visitDate }
      if (session === null) {
        const [uid] = partsSchema.parse(key)
        sessions.insert({ ...stands, synthetic: false, uid }, madeUtc)
        return
      }
      sessions.correct(session.id, stands)
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

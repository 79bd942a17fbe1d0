import { z } from 'zod'
import { covariateRange, covariateSchema, covariateValueSchema } from '#shared/domain/covariate.ts'
import type { Covariate } from '#shared/domain/covariate.ts'
import { AppError } from '#shared/errors.ts'
import type { CovariateRepository } from '../../covariates/covariate-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const COVARIATE_KIND = 'covariate-kind'
export const COVARIATE = 'covariate'

const valueSchema = z.object({ value: covariateValueSchema })
export type CovariateStand = z.infer<typeof valueSchema>

const kindKeySchema = z.tuple([z.literal('covariates'), z.string()])
const keySchema = z.tuple([z.string(), z.string()])

export function covariateKindKey(id: string): Key {
  return ['covariates', id]
}

/** By the visit, so that it goes wherever the visit goes. */
export function covariateKey(sessionUid: string, covariateId: string): Key {
  return [sessionUid, covariateId]
}

interface Repositories {
  readonly covariates: CovariateRepository
  readonly sessions: SessionRepository
}

/** A kind of covariate that the study has beside the usual ones. */
export function covariateKindEntity({ covariates }: Pick<Repositories, 'covariates'>): Entity<Covariate> {
  const idOf = (key: Key): string => kindKeySchema.parse(key)[1]
  return {
    entity: COVARIATE_KIND,
    schema: covariateSchema,
    areas: ['covariates'],
    // It is there before what is known of it, and goes after that.
    rank: ({ before, after }) => (before === null ? -1 : after === null ? 1 : 0),
    read: (key) => covariates.ownById(idOf(key)),
    write(key, value) {
      const id = idOf(key)
      if (value !== null) {
        covariates.define(value)
        return
      }
      if (covariates.isUsed(id)) {
        const what = `“${covariates.get(id)?.name ?? id}” is known of some visits: it stays in the study.`
        throw new AppError('conflict', what)
      }
      covariates.removeDefinition(id)
    },
    describe: (key) => `covariate “${covariates.get(idOf(key))?.name ?? idOf(key)}”`,
    say: (value) => `${value.name}: ${covariateRange(value)}`,
    authorOf: () => null,
    placeOf: () => null,
    touches: () => ({}),
    *all() {
      for (const covariate of covariates.own()) yield [covariateKindKey(covariate.id), covariate]
    },
  }
}

/** What is known of a visit, or of its patient. */
export function covariateEntity({ covariates, sessions }: Repositories): Entity<CovariateStand> {
  const find = (key: Key) => {
    const [uid, id] = keySchema.parse(key)
    const sessionId = sessions.idOf(uid)
    return { id, session: sessionId === null ? null : sessions.get(sessionId) }
  }
  return {
    entity: COVARIATE,
    schema: valueSchema,
    areas: ['covariates'],
    read(key) {
      const { id, session } = find(key)
      const value = session === null ? null : covariates.value(session.id, id)
      return value === null ? null : { value }
    },
    write(key, value) {
      const { id, session } = find(key)
      if (session === null) {
        if (value === null) return
        throw new AppError('not-found', 'The visit of which this is known is not in the study.')
      }
      if (value === null) covariates.remove(session.id, id)
      else covariates.put(session.id, id, value.value)
    },
    describe(key) {
      const { id, session } = find(key)
      const visit = session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
      return `${covariates.get(id)?.name ?? id} of ${visit}`
    },
    say: ({ value }) => String(value),
    // Nobody’s own: whoever works blind does not see it, whoever they are.
    authorOf(key) {
      const { id, session } = find(key)
      return covariates.get(id)?.hiddenWhileBlind === true
        ? { rater: '', sessionId: session?.id ?? null }
        : null
    },
    placeOf(key) {
      const { session } = find(key)
      return session === null ? null : { kind: 'visit', sessionId: session.id }
    },
    touches(key) {
      const { session } = find(key)
      return session === null ? null : { visits: [session.id] }
    },
    *all() {
      for (const { sessionUid, covariateId, value } of covariates.known()) {
        yield [covariateKey(sessionUid, covariateId), { value }]
      }
    },
  }
}

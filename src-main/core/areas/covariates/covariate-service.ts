import { builtInCovariates, readCovariate } from '#shared/domain/covariate.ts'
import type { Covariate } from '#shared/domain/covariate.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import {
  COVARIATE,
  COVARIATE_KIND,
  covariateKey,
  covariateKindKey,
} from '../study/entities/covariate-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import type { CovariateService } from './service.ts'

/** Columns that tables of scores have beside those of scales. */
const taken = new Set([
  ...[
    'participant_id',
    'session_id',
    'visit_date',
    'source',
    'source_id',
    'rater_id',
    'clip_id',
    'scale',
    'item',
  ],
  ...[
    'score',
    'value',
    'synthetic',
    'app_version',
    'held_out',
    'rated_on',
    'consensus',
    'ci_level',
    'trained_on',
    'weights_sha256',
  ],
])

export function createCovariateService(context: StudyContext): CovariateService {
  const { db, journal } = context
  const { covariates, scales, sessions } = context.repositories

  function find(id: string): Covariate {
    const found = covariates.get(id)
    if (found !== null) return found
    throw new AppError('not-found', `This study knows no covariate “${id}”.`)
  }

  function requireFree({ id }: Covariate): void {
    const columns = new Set([...taken, ...scales.itemColumnsBeside('')])
    for (const { scale } of scales.list()) for (const { column } of scale.totals) columns.add(column)
    if (builtInCovariates.some((known) => known.id === id) || columns.has(id)) {
      throw new AppError('bad-request', `The short name “${id}” is taken already: choose another one.`)
    }
  }

  /** What is known must stay possible. */
  function requireFitting(covariate: Covariate): void {
    const misfit = covariates
      .known()
      .find(
        ({ covariateId, value }) =>
          covariateId === covariate.id && 'problem' in readCovariate(covariate, String(value)),
      )
    if (misfit === undefined) return
    const visit = sessions.get(misfit.sessionId)
    throw new AppError(
      'conflict',
      `“${String(misfit.value)}” of ${visit?.patientCode ?? ''} ${visit?.visitLabel ?? ''} would not be possible any more: correct it first.`,
    )
  }

  return {
    kinds: () => covariates.list(),
    known: () =>
      covariates.known().map(({ sessionId, covariateId, value }) => ({ sessionId, covariateId, value })),
    save({ sessionId, values }, by = null) {
      inTransaction(db, () => {
        const session = sessions.get(sessionId)
        if (session === null) throw new AppError('not-found', 'This visit is not in the study.')
        const ofPatient = sessions.list().filter(({ patientId }) => patientId === session.patientId)
        const changes = Object.entries(values).flatMap(([id, text]) => {
          const covariate = find(id)
          const read = text.trim() === '' ? null : readCovariate(covariate, text)
          if (read !== null && 'problem' in read) throw new AppError('out-of-range', `${read.problem}.`)
          const visits = covariate.of === 'patient' ? ofPatient : [session]
          return visits.map((visit) => ({
            entity: COVARIATE,
            key: covariateKey(sessions.uidOf(visit.id) ?? '', id),
            after: read === null ? null : { value: read.value },
          }))
        })
        const [only, ...others] = Object.keys(values)
        const name = only === undefined || others.length > 0 ? 'covariates' : find(only).name
        journal.change({
          ...{ action: 'covariate.set', rater: by, changes },
          label: `${name} of ${session.patientCode} ${session.visitLabel}`,
        })
      })
    },
    define(covariate, by = null) {
      inTransaction(db, () => {
        const before = covariates.ownById(covariate.id)
        if (before === null) requireFree(covariate)
        else requireFitting(covariate)
        journal.change({
          ...{ action: 'covariate.define', label: `covariate “${covariate.name}”`, rater: by },
          changes: [
            { entity: COVARIATE_KIND, key: covariateKindKey(covariate.id), before, after: covariate },
          ],
        })
      })
    },
    removeKind(id, by = null) {
      inTransaction(db, () => {
        const before = covariates.ownById(id)
        if (before === null) throw new AppError('not-found', `“${id}” is not a covariate of the study’s own.`)
        journal.change({
          ...{ action: 'covariate.remove', label: `covariate “${before.name}”`, rater: by },
          changes: [{ entity: COVARIATE_KIND, key: covariateKindKey(id), before, after: null }],
        })
      })
    },
  }
}

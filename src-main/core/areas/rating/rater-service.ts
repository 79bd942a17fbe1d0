import { raterCodeSchema } from '#shared/domain/rater.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { RATER, raterKey } from '../study/entities/rater-entity.ts'
import { raterFor } from '../study/rater-for.ts'
import type { RaterService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createRaterService(context: StudyContext): RaterService {
  const { db, repositories } = context
  return {
    list: () => repositories.raters.list(),
    whoIs(code) {
      const found = repositories.raters.whoIs(code)
      return found === null ? null : repositories.raters.get(found.id)
    },
    addConsensus({ code, members }, by = null) {
      return inTransaction(db, () => {
        const { raters } = repositories
        const known = [...new Set(members)].map((member) => {
          const found = raters.whoIs(member)
          if (found === null) throw new AppError('not-found', `There is no rater ${member} in the study.`)
          if (found.memberUids !== null)
            throw new AppError(
              'bad-request',
              `${member} is a consensus: name the raters who take part in it.`,
            )
          return found
        })
        const uids = [...new Set(known.map(({ uid }) => uid))]
        if (uids.length < 2) throw new AppError('bad-request', 'A consensus is of two raters at least.')
        if (raters.byCode(code) !== null) {
          throw new AppError('conflict', `There is a rater ${code} already. Choose another code.`)
        }
        const uid = raters.uidFor(code)
        context.journal.change({
          ...{ action: 'rater.add', label: `consensus ${code}`, rater: by, canBeTakenBack: false },
          changes: [{ entity: RATER, key: raterKey(uid), before: null, after: { code, consensusOf: uids } }],
        })
        const made = raters.list().find((rater) => rater.code === code)
        if (made === undefined) throw new Error('A rater who was just added is there.')
        return made
      })
    },
    ensure(code, by = null) {
      const parsed = raterCodeSchema.safeParse(code)
      if (!parsed.success) {
        throw new AppError('bad-request', parsed.error.issues[0]?.message ?? 'This is no rater code.')
      }
      const known = repositories.raters.whoIs(parsed.data)
      const { id, code: current } = known ?? inTransaction(db, () => raterFor(context, parsed.data, by))
      return { id, code: current }
    },
  }
}

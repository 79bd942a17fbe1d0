import { raterCodeSchema } from '#shared/domain/rater.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { raterFor } from '../study/rater-for.ts'
import type { RaterService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createRaterService(context: StudyContext): RaterService {
  const { db, repositories } = context
  return {
    list: () => repositories.raters.list(),
    whoIs(code) {
      const found = repositories.raters.whoIs(code)
      return found === null ? null : { id: found.id, code: found.code }
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

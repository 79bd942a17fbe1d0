import type { ScaleItem } from '#shared/domain/scale.ts'
import { saveScoreSchema } from '#shared/domain/score.ts'
import type { SaveScore, Score } from '#shared/domain/score.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../db/sql.ts'
import type { ScoreService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

export function createScoreService(context: StudyContext): ScoreService {
  const { db } = context
  const { scores, sessions, raters, scales } = context.repositories

  function itemOf({ scaleId, itemId }: SaveScore): ScaleItem {
    const scale = scales.get(scaleId)?.scale
    const item = scale?.items.find((candidate) => candidate.id === itemId)
    if (item === undefined) throw new AppError('not-found', 'This item is not in a scale of the study.')
    return item
  }

  function write(request: SaveScore, sight: Sight | null): { score: Score | null; changed: boolean } {
    const { value, missingReason, ...key } = request
    const item = itemOf(request)
    if (value !== null && (value < item.min || value > item.max)) {
      throw new AppError(
        'out-of-range',
        `${item.name} is rated from ${String(item.min)} to ${String(item.max)}; ${String(value)} is not possible.`,
      )
    }
    if (sessions.get(request.sessionId) === null) {
      throw new AppError('not-found', 'This visit is not in the study.')
    }
    if (raters.get(request.raterId) === null) {
      throw new AppError('not-found', 'This rater is not in the study.')
    }
    const current = scores.find(key)
    if (value === null && missingReason === null) {
      if (current !== null) scores.clear(key, context.nowUtc())
      return { score: null, changed: current !== null }
    }
    if (current?.value === value && current.missingReason === missingReason) {
      return { score: current, changed: false }
    }
    scores.save(key, { value, missingReason, origin: 'typed', synthetic: false, sight }, context.nowUtc())
    return { score: scores.find(key), changed: true }
  }

  return {
    list: (sessionId) => scores.list(sessionId),
    ofScale: (scaleId) => scores.ofScale(scaleId),
    save(request, sight) {
      const parsed = saveScoreSchema.safeParse(request)
      if (!parsed.success) {
        throw new AppError('bad-request', parsed.error.issues[0]?.message ?? 'This is no score.')
      }
      const { score, changed } = inTransaction(db, () => write(parsed.data, sight ?? null))
      if (changed) context.announce(['scores', 'library'])
      return score
    },
  }
}

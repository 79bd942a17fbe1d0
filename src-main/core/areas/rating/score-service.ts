import type { ScaleItem } from '#shared/domain/scale.ts'
import type { SaveScore } from '#shared/domain/score.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { Key } from '../../journal/changes.ts'
import { SCORE, scoreKey } from '../study/entities/score-entity.ts'
import type { ScoreValue } from '../study/entities/score-entity.ts'
import type { ScoreService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createScoreService(context: StudyContext): ScoreService {
  const { db, journal } = context
  const { scores, sessions, raters, scales } = context.repositories

  function itemOf({ scaleId, itemId }: SaveScore): ScaleItem {
    const scale = scales.get(scaleId)?.scale
    const item = scale?.items.find((candidate) => candidate.id === itemId)
    if (item === undefined) throw new AppError('not-found', 'This item is not in a scale of the study.')
    return item
  }

  /** Null where nothing is to be changed. */
  function wanted(
    request: SaveScore,
    sight: Sight | null,
  ): { key: Key; raterCode: string; after: ScoreValue | null } | null {
    const { value, missingReason, ...place } = request
    const item = itemOf(request)
    if (value !== null && (value < item.min || value > item.max)) {
      throw new AppError(
        'out-of-range',
        `${item.name} is rated from ${String(item.min)} to ${String(item.max)}; ${String(value)} is not possible.`,
      )
    }
    const sessionUid = sessions.uidOf(request.sessionId)
    if (sessionUid === null) throw new AppError('not-found', 'This visit is not in the study.')
    const rater = raters.get(request.raterId)
    const raterUid = raters.uidOf(request.raterId)
    if (rater === null || raterUid === null)
      throw new AppError('not-found', 'This rater is not in the study.')
    const current = scores.find(place)
    if (current === null && value === null && missingReason === null) return null
    if (current?.value === value && current.missingReason === missingReason) return null
    const isCleared = value === null && missingReason === null
    return {
      key: scoreKey({ ...place, sessionUid, raterUid }),
      raterCode: rater.code,
      after: isCleared ? null : { value, missingReason, origin: 'typed', synthetic: false, sight },
    }
  }

  return {
    list: (sessionId) => scores.list(sessionId),
    ofScale: (scaleId) => scores.ofScale(scaleId),
    save(request, sight, rater) {
      inTransaction(db, () => {
        const change = wanted(request, sight ?? null)
        if (change === null) return
        const { key, after, raterCode } = change
        const by = rater === undefined ? raterCode : rater
        journal.change({
          action: after === null ? 'score.clear' : 'score.set',
          label: journal.describe(SCORE, key, by),
          rater: by,
          changes: [{ entity: SCORE, key, after }],
        })
      })
      return scores.find(request)
    },
  }
}

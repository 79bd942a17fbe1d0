import { rangeWords, takesValue } from '#shared/domain/scale.ts'
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
    const { value, missingReason, ratedOn = today(context.nowUtc()), ...place } = request
    const item = itemOf(request)
    if (value !== null && !takesValue(item, value)) {
      throw new AppError(
        'out-of-range',
        `${item.name} is rated from ${rangeWords(item)}; ${String(value)} is not possible.`,
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
    requirePast(ratedOn)
    const isCleared = value === null && missingReason === null
    if (!isCleared) requireOwnFirst(request, item)
    return {
      key: scoreKey({ ...place, sessionUid, raterUid }),
      raterCode: rater.code,
      after: isCleared ? null : { value, missingReason, origin: 'typed', synthetic: false, sight, ratedOn },
    }
  }

  /** A consensus comes after what each of them rated alone. */
  function requireOwnFirst({ sessionId, raterId, scaleId, itemId }: SaveScore, { name }: ScaleItem): void {
    const members = raters.stored().find(({ id }) => id === raterId)?.memberUids ?? []
    const open = members.flatMap((uid) => {
      const code = raters.codeOf(uid)
      const member = code === null ? null : raters.byCode(code)
      const isThere =
        member !== null && scores.find({ sessionId, raterId: member.id, scaleId, itemId }) !== null
      return isThere ? [] : [code ?? uid]
    })
    if (open.length === 0) return
    throw new AppError(
      'conflict',
      `${name}: ${open.join(' and ')} ${open.length === 1 ? 'has' : 'have'} not rated it here yet. A consensus comes after what each rated alone.`,
    )
  }

  function requirePast(ratedOn: string): void {
    if (ratedOn <= today(context.nowUtc())) return
    throw new AppError('out-of-range', `${ratedOn} is a day to come: nothing was rated then yet.`)
  }

  return {
    date({ ratedOn, ...of }, by = null) {
      inTransaction(db, () => {
        const [sessionUid, raterUid] = [sessions.uidOf(of.sessionId), raters.uidOf(of.raterId)]
        const session = sessions.get(of.sessionId)
        if (session === null || sessionUid === null || raterUid === null)
          throw new AppError('not-found', 'This visit, or this rater, is not in the study.')
        if (ratedOn !== null) requirePast(ratedOn)
        const given = scores
          .list(of.sessionId)
          .filter(({ raterId, scaleId }) => raterId === of.raterId && scaleId === of.scaleId)
        const changes = given.flatMap(({ itemId }) => {
          const stored = scores.stored({ ...of, itemId })
          if (stored === null) return []
          const { ratedOn: _, ...rest } = stored
          const key = scoreKey({ sessionUid, raterUid, scaleId: of.scaleId, itemId })
          return [{ entity: SCORE, key, after: ratedOn === null ? rest : { ...rest, ratedOn } }]
        })
        journal.change({
          ...{ action: 'score.date', rater: by, changes },
          label: `day of the rating of ${session.patientCode} ${session.visitLabel} by ${raters.codeOf(raterUid) ?? ''}`,
        })
      })
    },
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

/** Where the rater is: in the evening it is tomorrow elsewhere. */
function today(nowUtc: string): string {
  const now = new Date(nowUtc)
  const part = (number: number): string => String(number).padStart(2, '0')
  return `${String(now.getFullYear())}-${part(now.getMonth() + 1)}-${part(now.getDate())}`
}

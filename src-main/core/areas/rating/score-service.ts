import { rangeWords, takesValue } from '#shared/domain/scale.ts'
import type { ScaleItem } from '#shared/domain/scale.ts'
import type { SaveScore, SaveScores, Score, ScoreCell } from '#shared/domain/score.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { counted } from '#shared/counted.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { Key } from '../../journal/changes.ts'
import { byWhom } from '../study/by-whom.ts'
import { SCORE, scoreKey } from '../study/entities/score-entity.ts'
import type { ScoreValue } from '../study/entities/score-entity.ts'
import type { ScoreService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

/** Null for a day: it is not known. */
type WantedScore = Omit<SaveScore, 'ratedOn'> & { readonly ratedOn?: string | null | undefined }

interface WrittenScore {
  readonly key: Key
  readonly raterCode: string
  readonly after: ScoreValue | null
}

export function createScoreService(context: StudyContext): ScoreService {
  const { db, journal } = context
  const { scores, sessions, raters, scales } = context.repositories

  /** Of one scale, which is read once. */
  function itemsOf(scaleId: string): (itemId: string) => ScaleItem {
    const items = new Map(scales.get(scaleId)?.scale.items.map((item) => [item.id, item]))
    return (itemId) => {
      const item = items.get(itemId)
      if (item === undefined) throw new AppError('not-found', 'This item is not in a scale of the study.')
      return item
    }
  }

  /** Null where nothing is to be changed. */
  function wanted(request: WantedScore, item: ScaleItem, sight: Sight | null): WrittenScore | null {
    const { value, missingReason, ratedOn = today(context.nowUtc()), ...place } = request
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
    if (ratedOn !== null) requirePast(ratedOn)
    const day = ratedOn === null ? {} : { ratedOn }
    const isCleared = value === null && missingReason === null
    if (!isCleared) requireOwnFirst(request, item)
    return {
      key: scoreKey({ ...place, sessionUid, raterUid }),
      raterCode: rater.code,
      after: isCleared ? null : { value, missingReason, origin: 'typed', synthetic: false, sight, ...day },
    }
  }

  /** A consensus comes after what each of them rated alone. */
  function requireOwnFirst({ sessionId, raterId, scaleId, itemId }: WantedScore, { name }: ScaleItem): void {
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

  /** `cell` is refused for a reason that names no visit: in a block of many, nobody would know which. */
  function ofVisit<Result>({ sessionId }: ScoreCell, work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      const visit = sessions.get(sessionId)
      if (!isAppError(error) || visit === null) throw error
      throw new AppError(error.code, `${visit.patientCode} ${visit.visitLabel}: ${error.message}`, {
        cause: error,
      })
    }
  }

  function requireOnce(cells: readonly ScoreCell[]): void {
    const places = new Set(cells.map(({ sessionId, itemId }) => `${String(sessionId)} ${itemId}`))
    if (places.size === cells.length) return
    throw new AppError('bad-request', 'An item of a visit is named twice: nothing was written.')
  }

  /** E.g. “84 scores of PANSS-N at 12 visits by AB”, to whom is not AB. */
  function labelOf(
    { scaleId, raterId }: SaveScores,
    written: readonly WrittenScore[],
    by: string | null,
  ): string {
    const [first] = written
    if (first !== undefined && written.length === 1) return journal.describe(SCORE, first.key, by)
    const visits = new Set(written.map(({ key }) => key[0])).size
    const scale = scales.get(scaleId)?.scale.shortTitle ?? scaleId
    const whose = byWhom(raters, raters.uidOf(raterId) ?? '', by)
    return `${counted(written.length, 'score')} of ${scale} at ${counted(visits, 'visit')}${whose}`
  }

  function saveMany(
    block: SaveScores,
    sightOf: (sessionId: number) => Sight | null,
    by: string | null,
  ): void {
    const { raterId, scaleId, cells } = block
    requireOnce(cells)
    const itemOf = itemsOf(scaleId)
    const sights = new Map(cells.map(({ sessionId }) => [sessionId, null as Sight | null]))
    for (const sessionId of sights.keys()) sights.set(sessionId, sightOf(sessionId))
    const written = cells.flatMap((cell) => {
      const sight = sights.get(cell.sessionId) ?? null
      const score = { ...cell, raterId, scaleId }
      return ofVisit(cell, () => wanted(score, itemOf(cell.itemId), sight)) ?? []
    })
    if (written.length === 0) return
    journal.change({
      action: written.every(({ after }) => after === null) ? 'score.clear' : 'score.set',
      ...{ label: labelOf(block, written, by), rater: by },
      changes: written.map(({ key, after }) => ({ entity: SCORE, key, after })),
    })
  }

  return {
    saveMany(block, sightOf, by) {
      const code = raters.get(block.raterId)?.code ?? null
      inTransaction(db, () => {
        saveMany(block, sightOf, by === undefined ? code : by)
      })
      const { raterId, scaleId } = block
      return block.cells.flatMap(
        ({ sessionId, itemId }): Score | [] => scores.find({ sessionId, raterId, scaleId, itemId }) ?? [],
      )
    },
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
        const change = wanted(request, itemsOf(request.scaleId)(request.itemId), sight ?? null)
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

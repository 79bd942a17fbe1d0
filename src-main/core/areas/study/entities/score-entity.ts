import { z } from 'zod'
import { sightSchema } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import type { RaterRepository } from '../../rating/rater-repository.ts'
import type { ScaleRepository } from '../../rating/scale-repository.ts'
import type { ScoreKey, ScoreRepository } from '../../rating/score-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import { byWhom } from '../by-whom.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const scoreValueSchema = z.object({
  value: z.number().int().nullable(),
  missingReason: z.string().nullable(),
  /** Null in versions from before there was a journal: only that of the newest was kept. */
  origin: z.enum(['typed', 'imported']).nullable(),
  synthetic: z.boolean(),
  /** What the rater could have known; null where nobody kept it. */
  sight: sightSchema.nullable(),
  /** Day on which it was given; not given where nobody kept it. */
  ratedOn: z.iso.date().exactOptional(),
})
export type ScoreValue = z.infer<typeof scoreValueSchema>

export const SCORE = 'score'

const partsSchema = z.tuple([z.string(), z.string(), z.string(), z.string()])

/** By the session, the rater, the scale and its item. */
export function scoreKey(score: {
  readonly sessionUid: string
  readonly raterUid: string
  readonly scaleId: string
  readonly itemId: string
}): Key {
  return [score.sessionUid, score.raterUid, score.scaleId, score.itemId]
}

export interface ScoreEntityDeps {
  readonly scores: ScoreRepository
  readonly sessions: SessionRepository
  readonly raters: RaterRepository
  readonly scales: ScaleRepository
}

export function scoreEntity({ scores, sessions, raters, scales }: ScoreEntityDeps): Entity<ScoreValue> {
  /** Null when its session or its rater is not in the study. */
  function locate(key: Key): ScoreKey | null {
    const [sessionUid, raterUid, scaleId, itemId] = partsSchema.parse(key)
    const sessionId = sessions.idOf(sessionUid)
    const rater = raters.byUid(raterUid)
    return sessionId === null || rater === null ? null : { sessionId, raterId: rater.id, scaleId, itemId }
  }
  const itemName = (scaleId: string, itemId: string): string =>
    scales.get(scaleId)?.scale.items.find(({ id }) => id === itemId)?.name ?? itemId
  return {
    entity: SCORE,
    schema: scoreValueSchema,
    areas: ['scores', 'library'],
    read(key) {
      const place = locate(key)
      return place === null ? null : scores.stored(place)
    },
    write(key, value, { madeUtc }) {
      const place = locate(key)
      if (place === null)
        throw new AppError('not-found', 'The visit of this score, or its rater, is not in the study.')
      if (value === null) scores.remove(place)
      else scores.put(place, { ...value, origin: value.origin ?? 'typed' }, madeUtc)
    },
    describe(key, reader) {
      const [sessionUid, raterUid, scaleId, itemId] = partsSchema.parse(key)
      const by = byWhom(raters, raterUid, reader)
      const id = sessions.idOf(sessionUid)
      const session = id === null ? null : sessions.get(id)
      const visit = session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
      return `score of ${visit}, ${itemName(scaleId, itemId)}${by}`
    },
    say({ value, missingReason, ratedOn }) {
      const what =
        value === null ? `no value, ${(missingReason ?? 'no reason given').replace('-', ' ')}` : String(value)
      return ratedOn === undefined ? what : `${what}, rated on ${ratedOn}`
    },
    authorOf(key) {
      const [sessionUid, raterUid] = partsSchema.parse(key)
      return { rater: raters.codeOf(raterUid) ?? raterUid, sessionId: sessions.idOf(sessionUid) }
    },
    placeOf(key) {
      const [sessionUid, , scaleId, itemId] = partsSchema.parse(key)
      const sessionId = sessions.idOf(sessionUid)
      return sessionId === null ? null : { kind: 'score', sessionId, scaleId, itemId }
    },
    touches(key) {
      const place = locate(key)
      return place === null ? null : { visits: [place.sessionId], scales: [place.scaleId] }
    },
    *all() {
      for (const { stored, ...score } of scores.all()) yield [scoreKey(score), stored]
    },
  }
}

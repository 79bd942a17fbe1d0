import type { Database } from 'better-sqlite3'
import { missingReasonSchema } from '#shared/domain/score.ts'
import type { MissingReason, Score } from '#shared/domain/score.ts'
import { AppError } from '#shared/errors.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { toColumns, toSight } from '../../db/sight-columns.ts'
import { damagesIn, readEach } from '../../db/stored-value.ts'

interface ScoreRow {
  id: number
  session_id: number
  rater_id: number
  rater_code: string
  is_consensus: number
  scale_id: string
  item_id: string
  value: number | null
  missing_reason: string | null
  origin: Score['origin']
  synthetic: number
  updated_utc: string
  estimates_shown: number | null
  others_shown: number | null
  rated_on: string | null
}

/** What tells one score from another. */
export interface ScoreKey {
  readonly sessionId: number
  readonly raterId: number
  readonly scaleId: string
  readonly itemId: string
}

/** A value, or a reason why there is none. */
export interface StoredScore {
  readonly value: number | null
  /** One of the known reasons, unless the row is damaged. */
  readonly missingReason: string | null
  readonly origin: Score['origin']
  readonly synthetic: boolean
  /** Null where nobody knows it. */
  readonly sight: Sight | null
  /** Day on which it was given; not given where nobody kept it. */
  readonly ratedOn?: string
}

export interface StoredScoreOf extends Pick<ScoreKey, 'scaleId' | 'itemId'> {
  readonly stored: StoredScore
}

function toStored(row: ScoreRow): StoredScore {
  const { value, missing_reason: missingReason, origin, synthetic } = row
  const day = row.rated_on === null ? {} : { ratedOn: row.rated_on }
  return { value, missingReason, origin, synthetic: synthetic === 1, sight: toSight(row), ...day }
}

function scoreName({
  rater_code: rater,
  scale_id: scale,
  item_id: item,
  session_id: session,
}: ScoreRow): string {
  return `The score of ${rater} for item “${item}” of scale “${scale}” in session ${String(session)}`
}

function toReason(row: ScoreRow): MissingReason | null {
  if (row.missing_reason === null) return null
  const { data } = missingReasonSchema.safeParse(row.missing_reason)
  if (data !== undefined) return data
  throw new AppError('study-damaged', `${scoreName(row)} is damaged in the study’s file and cannot be read.`)
}

function toScore(row: ScoreRow): Score {
  return {
    id: row.id,
    sessionId: row.session_id,
    raterId: row.rater_id,
    raterCode: row.rater_code,
    ...(row.is_consensus === 1 ? { isConsensus: true as const } : {}),
    scaleId: row.scale_id,
    itemId: row.item_id,
    value: row.value,
    missingReason: toReason(row),
    origin: row.origin,
    synthetic: row.synthetic === 1,
    updatedUtc: row.updated_utc,
    sight: toSight(row),
    ratedOn: row.rated_on,
  }
}

const SELECT = `
  SELECT scores.id, session_id, rater_id, raters.code AS rater_code, raters.consensus_of IS NOT NULL AS is_consensus, scores.scale_id, scores.item_id, value,
    missing_reason, origin, synthetic, updated_utc, estimates_shown, others_shown, rated_on
  FROM scores
  JOIN raters ON raters.id = rater_id
  JOIN scale_items ON scale_items.scale_id = scores.scale_id AND scale_items.item_id = scores.item_id`
const ORDER = 'ORDER BY session_id, scores.scale_id, rater_code, position'
const KEY = 'session_id = @sessionId AND rater_id = @raterId AND scale_id = @scaleId AND item_id = @itemId'

export type ScoreRepository = ReturnType<typeof createScoreRepository>

export function createScoreRepository(db: Database) {
  const bySession = db.prepare<[number], ScoreRow>(`${SELECT} WHERE session_id = ? ${ORDER}`)
  const byScale = db.prepare<[string], ScoreRow>(`${SELECT} WHERE scores.scale_id = ? ${ORDER}`)
  const withReason = db.prepare<[], ScoreRow>(`${SELECT} WHERE missing_reason IS NOT NULL ${ORDER}`)
  const byKey = db.prepare<ScoreKey, ScoreRow>(`
    ${SELECT} WHERE session_id = @sessionId AND rater_id = @raterId
      AND scores.scale_id = @scaleId AND scores.item_id = @itemId`)
  const put = db.prepare(`
    INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic,
      estimates_shown, others_shown, updated_utc, rated_on)
    VALUES (@sessionId, @raterId, @scaleId, @itemId, @value, @missingReason, @origin, @synthetic, @estimates, @others,
      @nowUtc, @ratedOn)
    ON CONFLICT (session_id, rater_id, scale_id, item_id) DO UPDATE SET value = excluded.value,
      missing_reason = excluded.missing_reason, origin = excluded.origin, synthetic = excluded.synthetic,
      estimates_shown = excluded.estimates_shown, others_shown = excluded.others_shown,
      updated_utc = excluded.updated_utc, rated_on = excluded.rated_on`)
  const remove = db.prepare<ScoreKey>(`DELETE FROM scores WHERE ${KEY}`)
  const all = db.prepare<[], ScoreRow & { session_uid: string; rater_uid: string }>(`
    SELECT scores.id, session_id, sessions.uid AS session_uid, rater_id, raters.uid AS rater_uid, raters.code AS rater_code, raters.consensus_of IS NOT NULL AS is_consensus, scale_id, item_id,
      value, missing_reason, origin, scores.synthetic, updated_utc, estimates_shown, others_shown, rated_on
    FROM scores JOIN raters ON raters.id = rater_id JOIN sessions ON sessions.id = session_id`)

  function find(key: ScoreKey): Score | null {
    const row = byKey.get(key)
    return row === undefined ? null : toScore(row)
  }
  return {
    list: (sessionId: number): Score[] => readEach(bySession.all(sessionId), toScore),
    ofScale: (scaleId: string): Score[] => readEach(byScale.all(scaleId), toScore),
    /** One sentence for each score that is damaged. */
    damages: (): string[] =>
      damagesIn(
        withReason.all(),
        toScore,
        (row) => `${scoreName(row)} is damaged in the study’s file: it is left out and stays stored.`,
      ),
    find,
    /** As it is stored, damaged or not. */
    stored: (key: ScoreKey): StoredScore | null => {
      const row = byKey.get(key)
      return row === undefined ? null : toStored(row)
    },
    /** Every score of the study as it is stored, with the uids of its session and its rater. */
    *all(): IterableIterator<{ readonly sessionUid: string; readonly raterUid: string } & StoredScoreOf> {
      for (const row of all.iterate()) {
        const { session_uid: sessionUid, rater_uid: raterUid, scale_id: scaleId, item_id: itemId } = row
        yield { sessionUid, raterUid, scaleId, itemId, stored: toStored(row) }
      }
    },
    /** Call through the journal. */
    put: (key: ScoreKey, content: StoredScore, nowUtc: string): void => {
      const { sight, ratedOn = null, ...columns } = content
      put.run({
        ...key,
        ...columns,
        ratedOn,
        ...toColumns(sight),
        synthetic: content.synthetic ? 1 : 0,
        nowUtc,
      })
    },
    /** Call through the journal. */
    remove: (key: ScoreKey): void => {
      remove.run(key)
    },
  }
}

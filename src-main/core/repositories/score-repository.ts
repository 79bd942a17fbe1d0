import type { Database } from 'better-sqlite3'
import { missingReasonSchema } from '#shared/domain/score.ts'
import type { MissingReason, Score } from '#shared/domain/score.ts'
import { AppError } from '#shared/errors.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { toFlags, toSight } from './sight-columns.ts'
import { damagesIn, readEach } from './stored-value.ts'

interface ScoreRow {
  id: number
  session_id: number
  rater_id: number
  rater_code: string
  scale_id: string
  item_id: string
  value: number | null
  missing_reason: string | null
  origin: Score['origin']
  synthetic: number
  updated_utc: string
  estimates_shown: number | null
  others_shown: number | null
}

/** What tells one score from another. */
export interface ScoreKey {
  readonly sessionId: number
  readonly raterId: number
  readonly scaleId: string
  readonly itemId: string
}

/** A value, or a reason why there is none. */
export interface ScoreContent {
  readonly value: number | null
  readonly missingReason: MissingReason | null
  readonly origin: Score['origin']
  readonly synthetic: boolean
  /** Not given where nobody knows it. */
  readonly sight?: Sight | null
}

export interface ScoreRevision {
  readonly value: number | null
  readonly missingReason: string | null
  readonly savedUtc: string
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
    scaleId: row.scale_id,
    itemId: row.item_id,
    value: row.value,
    missingReason: toReason(row),
    origin: row.origin,
    synthetic: row.synthetic === 1,
    updatedUtc: row.updated_utc,
    sight: toSight(row),
  }
}

const SELECT = `
  SELECT scores.id, session_id, rater_id, raters.code AS rater_code, scores.scale_id, scores.item_id, value,
    missing_reason, origin, synthetic, updated_utc, estimates_shown, others_shown
  FROM scores
  JOIN raters ON raters.id = rater_id
  JOIN scale_items ON scale_items.scale_id = scores.scale_id AND scale_items.item_id = scores.item_id
  LEFT JOIN score_sights ON revision_id = (
    SELECT max(id) FROM score_revisions AS given
    WHERE given.session_id = scores.session_id AND given.rater_id = scores.rater_id
      AND given.scale_id = scores.scale_id AND given.item_id = scores.item_id)`
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
  const upsert = db.prepare(`
    INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic, updated_utc)
    VALUES (@sessionId, @raterId, @scaleId, @itemId, @value, @missingReason, @origin, @synthetic, @nowUtc)
    ON CONFLICT (session_id, rater_id, scale_id, item_id) DO UPDATE SET value = excluded.value,
      missing_reason = excluded.missing_reason, origin = excluded.origin, synthetic = excluded.synthetic,
      updated_utc = excluded.updated_utc`)
  const remove = db.prepare<ScoreKey>(`DELETE FROM scores WHERE ${KEY}`)
  const addRevision = db.prepare(`
    INSERT INTO score_revisions (session_id, rater_id, scale_id, item_id, value, missing_reason, saved_utc)
    VALUES (@sessionId, @raterId, @scaleId, @itemId, @value, @missingReason, @nowUtc)`)
  const addSight = db.prepare<{ revisionId: number; estimates: number; others: number }>(
    'INSERT INTO score_sights (revision_id, estimates_shown, others_shown) VALUES (@revisionId, @estimates, @others)',
  )
  const revisions = db.prepare<
    ScoreKey,
    { value: number | null; missing_reason: string | null; saved_utc: string }
  >(`SELECT value, missing_reason, saved_utc FROM score_revisions WHERE ${KEY} ORDER BY id DESC`)

  const revised = db.prepare<[number], { rater_id: number; scale_id: string; item_id: string }>(
    'SELECT DISTINCT rater_id, scale_id, item_id FROM score_revisions WHERE session_id = ?',
  )

  function find(key: ScoreKey): Score | null {
    const row = byKey.get(key)
    return row === undefined ? null : toScore(row)
  }
  /** Newest first; a cleared score is a revision with neither value nor reason. */
  function history(key: ScoreKey): ScoreRevision[] {
    return revisions
      .all(key)
      .map((row) => ({ value: row.value, missingReason: row.missing_reason, savedUtc: row.saved_utc }))
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
    history,
    /** All of a session that ever had a score, cleared or not. */
    revisedKeys: (sessionId: number): Omit<ScoreKey, 'sessionId'>[] =>
      revised
        .all(sessionId)
        .map((row) => ({ raterId: row.rater_id, scaleId: row.scale_id, itemId: row.item_id })),
    /** Writes the score and its line in the audit trail; call within a transaction. */
    save: (key: ScoreKey, content: ScoreContent, nowUtc: string): void => {
      const { sight, ...columns } = content
      upsert.run({ ...key, ...columns, synthetic: content.synthetic ? 1 : 0, nowUtc })
      const given = { ...key, value: content.value, missingReason: content.missingReason, nowUtc }
      const revisionId = Number(addRevision.run(given).lastInsertRowid)
      if (sight != null) addSight.run({ revisionId, ...toFlags(sight) })
    },
    /** Takes the score away and says so in the audit trail; call within a transaction. */
    clear: (key: ScoreKey, nowUtc: string): void => {
      remove.run(key)
      addRevision.run({ ...key, value: null, missingReason: null, nowUtc })
    },
  }
}

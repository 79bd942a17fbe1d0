import type { Database } from 'better-sqlite3'
import type { Caption, CaptionRevision } from '#shared/domain/caption.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { toFlags, toSight } from './sight-columns.ts'

interface CaptionRow {
  id: number
  clip_id: number
  rater_id: number
  rater_code: string
  text: string
  start_ms: number | null
  end_ms: number | null
  origin: Caption['origin']
  synthetic: number
  revision: number
  updated_utc: string
  estimates_shown: number | null
  others_shown: number | null
}

/** What tells one caption from another: a clip, a rater, and a span or the whole clip. */
export interface CaptionKey {
  readonly clipId: number
  readonly raterId: number
  readonly startMs: number | null
  readonly endMs: number | null
}

export interface CaptionContent {
  readonly text: string
  readonly origin: Caption['origin']
  readonly synthetic: boolean
  /** Not given where nobody knows it. */
  readonly sight?: Sight | null
}

function toCaption(row: CaptionRow): Caption {
  return {
    id: row.id,
    clipId: row.clip_id,
    raterId: row.rater_id,
    raterCode: row.rater_code,
    text: row.text,
    startMs: row.start_ms,
    endMs: row.end_ms,
    origin: row.origin,
    synthetic: row.synthetic === 1,
    revision: row.revision,
    updatedUtc: row.updated_utc,
    sight: toSight(row),
  }
}

const SELECT = `
  SELECT captions.id, clip_id, rater_id, raters.code AS rater_code, text, start_ms, end_ms, origin, synthetic,
    captions.revision, updated_utc, estimates_shown, others_shown
  FROM captions
  JOIN raters ON raters.id = rater_id
  LEFT JOIN caption_sights ON caption_id = captions.id AND caption_sights.revision = captions.revision`

export type CaptionRepository = ReturnType<typeof createCaptionRepository>

export function createCaptionRepository(db: Database) {
  const byClip = db.prepare<[number], CaptionRow>(
    `${SELECT} WHERE clip_id = ? ORDER BY start_ms IS NOT NULL, start_ms, end_ms, rater_code, captions.id`,
  )
  const byId = db.prepare<[number], CaptionRow>(`${SELECT} WHERE captions.id = ?`)
  const byKey = db.prepare<CaptionKey, CaptionRow>(`
    ${SELECT} WHERE clip_id = @clipId AND rater_id = @raterId
      AND ifnull(start_ms, -1) = ifnull(@startMs, -1) AND ifnull(end_ms, -1) = ifnull(@endMs, -1)`)
  const insert = db.prepare<
    CaptionKey & { text: string; origin: string; synthetic: number; nowUtc: string }
  >(`
    INSERT INTO captions (clip_id, rater_id, text, start_ms, end_ms, origin, synthetic, revision, updated_utc)
    VALUES (@clipId, @raterId, @text, @startMs, @endMs, @origin, @synthetic, 1, @nowUtc)`)
  const update = db.prepare<{ id: number; text: string; origin: string; synthetic: number; nowUtc: string }>(`
    UPDATE captions SET text = @text, origin = @origin, synthetic = @synthetic, revision = revision + 1,
      updated_utc = @nowUtc WHERE id = @id`)
  const addRevision = db.prepare<[number]>(`
    INSERT INTO caption_revisions (caption_id, revision, text, saved_utc)
    SELECT id, revision, text, updated_utc FROM captions WHERE id = ?`)
  const addSight = db.prepare<{ id: number; estimates: number; others: number }>(`
    INSERT INTO caption_sights (caption_id, revision, estimates_shown, others_shown)
    SELECT id, revision, @estimates, @others FROM captions WHERE id = @id`)
  /** The newest text and what its rater could have known. */
  const keepRevision = (id: number, { sight }: CaptionContent): void => {
    addRevision.run(id)
    if (sight != null) addSight.run({ id, ...toFlags(sight) })
  }
  const revisions = db.prepare<
    [number],
    { caption_id: number; revision: number; text: string; saved_utc: string }
  >(
    'SELECT caption_id, revision, text, saved_utc FROM caption_revisions WHERE caption_id = ? ORDER BY revision DESC',
  )

  function get(id: number): Caption | null {
    const row = byId.get(id)
    return row === undefined ? null : toCaption(row)
  }
  return {
    get,
    /** Whole-clip captions first, then by span. */
    list: (clipId: number): Caption[] => byClip.all(clipId).map(toCaption),
    find: (key: CaptionKey): Caption | null => {
      const row = byKey.get(key)
      return row === undefined ? null : toCaption(row)
    },
    /** Writes the caption and its first revision; call within a transaction. */
    insert: (key: CaptionKey, content: CaptionContent, nowUtc: string): number => {
      const { text, origin, synthetic } = content
      const values = { ...key, text, origin, synthetic: synthetic ? 1 : 0, nowUtc }
      const id = Number(insert.run(values).lastInsertRowid)
      keepRevision(id, content)
      return id
    },
    /** Writes the new text and one more revision; call within a transaction. */
    update: (id: number, content: CaptionContent, nowUtc: string): void => {
      const { text, origin, synthetic } = content
      update.run({ id, text, origin, synthetic: synthetic ? 1 : 0, nowUtc })
      keepRevision(id, content)
    },
    /** Newest first. */
    history: (captionId: number): CaptionRevision[] =>
      revisions.all(captionId).map((row) => ({
        captionId: row.caption_id,
        revision: row.revision,
        text: row.text,
        savedUtc: row.saved_utc,
      })),
  }
}

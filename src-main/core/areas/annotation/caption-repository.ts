import type { Database } from 'better-sqlite3'
import type { Caption } from '#shared/domain/caption.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { CAPTION_TIER } from '../../db/caption-tier.ts'
import { toColumns, toSight } from '../../db/sight-columns.ts'

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

const FROM = 'FROM annotations JOIN raters ON raters.id = rater_id'
const OF_TIER = `tier_id = ${String(CAPTION_TIER.id)}`
const SELECT = `
  SELECT annotations.id, clip_id, rater_id, raters.code AS rater_code, text, annotations.start_ms, annotations.end_ms,
    annotations.origin, synthetic, revision, updated_utc, estimates_shown, others_shown`
const AT_PLACE = `${OF_TIER} AND clip_id = @clipId AND rater_id = @raterId
  AND ifnull(start_ms, -1) = ifnull(@startMs, -1) AND ifnull(end_ms, -1) = ifnull(@endMs, -1)`

export type CaptionRepository = ReturnType<typeof createCaptionRepository>

/** Annotations of the tier “Caption”: a text by a rater on a whole clip or an interval of it. */
export function createCaptionRepository(db: Database) {
  const byClip = db.prepare<[number], CaptionRow>(`
    ${SELECT} ${FROM} WHERE ${OF_TIER} AND clip_id = ?
    ORDER BY start_ms IS NOT NULL, start_ms, end_ms, rater_code, annotations.id`)
  const byId = db.prepare<[number], CaptionRow>(`${SELECT} ${FROM} WHERE ${OF_TIER} AND annotations.id = ?`)
  const byKey = db.prepare<CaptionKey, CaptionRow>(`${SELECT} ${FROM} WHERE ${AT_PLACE}`)
  const put = db.prepare(`
    INSERT INTO annotations (tier_id, span_kind, value_kind, clip_id, rater_id, text, start_ms, end_ms, origin,
      synthetic, estimates_shown, others_shown, revision, created_utc, updated_utc)
    VALUES (${String(CAPTION_TIER.id)}, '${CAPTION_TIER.spanKind}', '${CAPTION_TIER.valueKind}', @clipId, @raterId,
      @text, @startMs, @endMs, @origin, @synthetic, @estimates, @others, 1, @nowUtc, @nowUtc)
    ON CONFLICT (clip_id, tier_id, rater_id, ifnull(start_ms, -1), ifnull(end_ms, -1), ifnull(code, ''))
      WHERE clip_id IS NOT NULL DO UPDATE SET text = excluded.text,
      origin = excluded.origin, synthetic = excluded.synthetic, estimates_shown = excluded.estimates_shown,
      others_shown = excluded.others_shown, revision = revision + @revisions, updated_utc = excluded.updated_utc`)
  const remove = db.prepare<CaptionKey>(`DELETE FROM annotations WHERE ${AT_PLACE}`)
  const all = db.prepare<[], CaptionRow & { clip_uid: string; rater_uid: string }>(`
    ${SELECT}, clips.uid AS clip_uid, raters.uid AS rater_uid ${FROM} JOIN clips ON clips.id = clip_id WHERE ${OF_TIER}`)

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
    /** One revision more, or, while it is typed, the one that is there. Call through the journal. */
    put: (
      key: CaptionKey,
      content: CaptionContent,
      written: { nowUtc: string; isSameRevision?: boolean },
    ): void => {
      const { text, origin, synthetic, sight } = content
      const { nowUtc, isSameRevision = false } = written
      put.run({
        ...{ ...key, text, origin, synthetic: synthetic ? 1 : 0, ...toColumns(sight ?? null), nowUtc },
        revisions: isSameRevision ? 0 : 1,
      })
    },
    /** Call through the journal. */
    remove: (key: CaptionKey): void => {
      remove.run(key)
    },
    /** Every caption of the study, with the uids of its clip and its rater. */
    *all(): IterableIterator<{
      readonly clipUid: string
      readonly raterUid: string
      readonly caption: Caption
    }> {
      for (const { clip_uid: clipUid, rater_uid: raterUid, ...row } of all.iterate())
        yield { clipUid, raterUid, caption: toCaption(row) }
    },
  }
}

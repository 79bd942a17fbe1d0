import type { Database } from 'better-sqlite3'
import type { Annotated, Annotation, AnnotationSpan, AnnotationValue } from '#shared/domain/annotation.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { CAPTION_TIER } from '../../db/caption-tier.ts'
import { toColumns, toSight } from '../../db/sight-columns.ts'
import type { StoredTier } from './tier-repository.ts'

interface AnnotationRow {
  uid: string
  tier_uid: string
  value_kind: AnnotationValue['kind']
  clip_id: number | null
  video_id: number | null
  start_ms: number | null
  end_ms: number | null
  text: string | null
  code: string | null
  number: number | null
  rater_id: number | null
  rater_code: string | null
  origin: Annotation['origin']
  run_id: number | null
  synthetic: number
  revision: number
  created_utc: string
  updated_utc: string
  estimates_shown: number | null
  others_shown: number | null
}

/** What never changes of one. */
export interface AnnotationPlace {
  readonly uid: string
  readonly tier: Pick<StoredTier, 'id' | 'span' | 'values'>
  readonly of: Annotated
  readonly raterId: number
}

export interface AnnotationContent extends AnnotationSpan {
  readonly value: AnnotationValue
  readonly origin: 'typed' | 'imported'
  readonly synthetic: boolean
  readonly sight: Sight | null
}

export interface AnnotationFilter {
  readonly of: Annotated
  /** Not given: of all raters, and what runs proposed. */
  readonly raterId?: number
  readonly tierUid?: string
}

function toValue(row: AnnotationRow): AnnotationValue {
  const { value_kind: kind, text, code, number } = row
  // The schema of the table holds that the one of its kind is there.
  if (kind === 'text') return { kind, text: text ?? '' }
  return kind === 'code' ? { kind, code: code ?? '' } : { kind, number: number ?? 0 }
}

function toAnnotation(row: AnnotationRow): Annotation {
  const { clip_id: clipId, video_id: videoId } = row
  return {
    uid: row.uid,
    tierUid: row.tier_uid,
    of: clipId === null ? { videoId: videoId ?? 0 } : { clipId },
    startMs: row.start_ms,
    endMs: row.end_ms,
    value: toValue(row),
    raterId: row.rater_id,
    raterCode: row.rater_code,
    origin: row.origin,
    runId: row.run_id,
    synthetic: row.synthetic === 1,
    revision: row.revision,
    createdUtc: row.created_utc,
    updatedUtc: row.updated_utc,
    sight: toSight(row),
  }
}

const placeColumns = (of: Annotated) =>
  'clipId' in of ? { clipId: of.clipId, videoId: null } : { clipId: null, videoId: of.videoId }

const valueColumns = (value: AnnotationValue) => ({
  text: value.kind === 'text' ? value.text : null,
  code: value.kind === 'code' ? value.code : null,
  number: value.kind === 'number' ? value.number : null,
})

const COLUMNS = `annotations.uid, tiers.uid AS tier_uid, annotations.value_kind, clip_id, annotations.video_id,
  annotations.start_ms, annotations.end_ms, text, annotations.code, number, rater_id, raters.code AS rater_code,
  annotations.origin, run_id, synthetic, revision, annotations.created_utc, updated_utc, estimates_shown, others_shown`
const FROM = `FROM annotations JOIN tiers ON tiers.id = tier_id LEFT JOIN raters ON raters.id = rater_id`
const NO_CAPTION = `tier_id <> ${String(CAPTION_TIER.id)}`

export type AnnotationRepository = ReturnType<typeof createAnnotationRepository>

/** Annotations of all tiers but that of captions, which has a repository of its own. */
export function createAnnotationRepository(db: Database) {
  const list = (column: string) =>
    db.prepare<{ id: number; raterId: number | null; tierUid: string | null }, AnnotationRow>(`
      SELECT ${COLUMNS} ${FROM} WHERE ${NO_CAPTION} AND deleted = 0 AND ${column} = @id AND (@raterId IS NULL OR rater_id = @raterId)
        AND (@tierUid IS NULL OR tiers.uid = @tierUid)
      ORDER BY start_ms IS NOT NULL, start_ms, end_ms, tier_id, rater_code, annotations.id`)
  const [ofClip, ofVideo] = [list('clip_id'), list('video_id')]
  const byUid = db.prepare<[string], AnnotationRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE ${NO_CAPTION} AND annotations.uid = ?`,
  )
  const put = db.prepare(`
    INSERT INTO annotations (uid, tier_id, span_kind, value_kind, clip_id, video_id, start_ms, end_ms, text, code, number,
      rater_id, origin, synthetic, estimates_shown, others_shown, revision, created_utc, updated_utc)
    VALUES (@uid, @tierId, @span, @kind, @clipId, @videoId, @startMs, @endMs, @text, @code, @number, @raterId, @origin,
      @synthetic, @estimates, @others, 1, @nowUtc, @nowUtc)
    ON CONFLICT (uid) WHERE uid IS NOT NULL DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms,
      text = excluded.text, code = excluded.code, number = excluded.number, origin = excluded.origin,
      synthetic = excluded.synthetic, estimates_shown = excluded.estimates_shown, others_shown = excluded.others_shown,
      revision = revision + 1, updated_utc = excluded.updated_utc`)
  const same = db.prepare(`
    SELECT 1 FROM annotations WHERE tier_id = @tierId AND clip_id IS @clipId AND video_id IS @videoId
      AND rater_id = @raterId AND start_ms IS @startMs AND end_ms IS @endMs AND code IS @code AND uid <> @uid`)
  const remove = db.prepare<[string]>('DELETE FROM annotations WHERE uid = ? AND rater_id IS NOT NULL')
  const all = db.prepare<[], AnnotationRow & { place_uid: string; rater_uid: string }>(`
    SELECT ${COLUMNS}, ifnull(clips.uid, videos.uid) AS place_uid, raters.uid AS rater_uid ${FROM}
    LEFT JOIN clips ON clips.id = clip_id LEFT JOIN videos ON videos.id = annotations.video_id
    WHERE ${NO_CAPTION} AND rater_id IS NOT NULL`)

  function rowOf({ uid, tier, of, raterId }: AnnotationPlace, content: AnnotationContent) {
    const { startMs, endMs, value } = content
    return { uid, tierId: tier.id, raterId, startMs, endMs, ...placeColumns(of), ...valueColumns(value) }
  }
  return {
    /** In order of time, whole clips first; without those of deleted tiers. */
    list({ of, raterId, tierUid }: AnnotationFilter): Annotation[] {
      const chosen = { raterId: raterId ?? null, tierUid: tierUid ?? null }
      const rows =
        'clipId' in of ? ofClip.all({ id: of.clipId, ...chosen }) : ofVideo.all({ id: of.videoId, ...chosen })
      return rows.map(toAnnotation)
    },
    /** Also of a deleted tier. */
    get(uid: string): Annotation | null {
      const row = byUid.get(uid)
      return row === undefined ? null : toAnnotation(row)
    },
    /** Whether the rater said the same of it already: two codes of one interval are not the same. */
    isSaid: (place: AnnotationPlace, content: AnnotationContent): boolean =>
      same.get(rowOf(place, content)) !== undefined,
    /** One revision more. Call through the journal. */
    put(place: AnnotationPlace, content: AnnotationContent, nowUtc: string): void {
      const { origin, synthetic, sight } = content
      const { span, values } = place.tier
      put.run({
        ...{ ...rowOf(place, content), span, kind: values.kind, origin, synthetic: synthetic ? 1 : 0 },
        ...{ ...toColumns(sight), nowUtc },
      })
    },
    /** Call through the journal. */
    remove: (uid: string): void => {
      remove.run(uid)
    },
    /** Every one that a rater made, of deleted tiers, too, with the uids of its clip or its video and of the rater. */
    *all(): IterableIterator<{
      readonly placeUid: string
      readonly raterUid: string
      readonly annotation: Annotation
    }> {
      for (const { place_uid: placeUid, rater_uid: raterUid, ...row } of all.iterate())
        yield { placeUid, raterUid, annotation: toAnnotation(row) }
    },
  }
}

import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { ClipGrade, ClipQuality } from '#shared/domain/people.ts'
import { damagesIn, readOrNothing, readStored } from '../../db/stored-value.ts'

export interface StoredQuality {
  readonly clipId: number
  /** Who else is seen changes with the people of the session, and is asked of them. */
  readonly quality: Omit<ClipQuality, 'others' | 'patientSeen'>
  /** Where the patient's face is in the clip, as a hash. */
  readonly subjectKey: string
}

const reasonsSchema = z.array(z.string())

function readReasons({ reasons_json: json }: Pick<QualityRow, 'reasons_json'>): string[] {
  return readStored(reasonsSchema, json, 'The grade of the clip')
}

interface QualityRow {
  usable_share: number
  longest_gap_ms: number
  frames: number
  grade: ClipGrade
  reasons_json: string
  subject_key: string
}

function toQuality(row: QualityRow): StoredQuality['quality'] {
  return {
    usableShare: row.usable_share,
    longestGapMs: row.longest_gap_ms,
    frames: row.frames,
    grade: row.grade,
    reasons: readReasons(row),
  }
}

export type ClipQualityRepository = ReturnType<typeof createClipQualityRepository>

export function createClipQualityRepository(db: Database) {
  const byClip = db.prepare<[number], QualityRow>('SELECT * FROM clip_quality WHERE clip_id = ?')
  // Few texts are shared by many clips; what is whole JSON of the right kind need not be read one by one.
  const reasons = db.prepare<[], { reasons_json: string; clip_ids: string }>(`
    SELECT reasons_json, group_concat(clip_id, ', ') AS clip_ids FROM clip_quality
    WHERE CASE WHEN json_valid(reasons_json) THEN json_type(reasons_json) <> 'array' ELSE 1 END
    GROUP BY reasons_json ORDER BY min(clip_id)`)
  const upsert = db.prepare(`
    INSERT INTO clip_quality (clip_id, usable_share, longest_gap_ms, frames, grade, reasons_json, subject_key)
    VALUES (@clipId, @usableShare, @longestGapMs, @frames, @grade, @reasonsJson, @subjectKey)
    ON CONFLICT (clip_id) DO UPDATE SET usable_share = excluded.usable_share,
      longest_gap_ms = excluded.longest_gap_ms, frames = excluded.frames, grade = excluded.grade,
      reasons_json = excluded.reasons_json, subject_key = excluded.subject_key`)
  const remove = db.prepare<[number]>('DELETE FROM clip_quality WHERE clip_id = ?')
  const ungraded = db
    .prepare<[], number>(
      `SELECT DISTINCT video_id FROM clips
      WHERE NOT EXISTS (SELECT 1 FROM clip_quality WHERE clip_id = clips.id)
        AND EXISTS (SELECT 1 FROM face_observations WHERE video_id = clips.video_id)`,
    )
    .pluck()
  return {
    /** Null before faces were looked for, and for a grade that is damaged: grading again brings it back. */
    get: (clipId: number): StoredQuality | null => {
      const row = byClip.get(clipId)
      return readOrNothing(row, (found) => ({
        clipId,
        quality: toQuality(found),
        subjectKey: found.subject_key,
      }))
    },
    save: ({ clipId, quality, subjectKey }: StoredQuality): void => {
      const { reasons, ...numbers } = quality
      upsert.run({ clipId, subjectKey, ...numbers, reasonsJson: JSON.stringify(reasons) })
    },
    /** One sentence for each text of reasons that is damaged. */
    damages: (): string[] =>
      damagesIn(
        reasons.all(),
        readReasons,
        ({ clip_ids: clipIds }) =>
          `The face grade of clip ${clipIds} is damaged in the study’s file: it is left out until faces are looked for again.`,
      ),
    /** Videos that were looked at, with clips that have no grade. */
    videosWithUngraded: (): number[] => ungraded.all(),
    remove: (clipId: number): void => {
      remove.run(clipId)
    },
  }
}

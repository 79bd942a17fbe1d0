import type { Database } from 'better-sqlite3'
import type { Precision } from '#shared/domain/pack.ts'
import { toBlob, toFloat32, toFloat64 } from '../../db/float-blob.ts'
import { wholeRun } from '../study/run-repository.ts'
import type { PassKind } from '../../db/outdated-pass.ts'
import { outdatedPass } from '../../db/outdated-pass.ts'

/** A clip with what a video pass over it needs and how people call it. */
export interface ClipToEmbed {
  readonly clipId: number
  readonly videoId: number
  readonly patientCode: string
  readonly visitLabel: string
  readonly ordinal: number
  readonly fileName: string
  readonly videoSha256: string
  readonly fps: number | null
  readonly startMs: number
  readonly endMs: number
  /** Time of the video's first picture. */
  readonly videoStartMs: number
}

/** One video pass over one clip, as inference hands it over. */
export interface EmbeddedClip {
  readonly clipId: number
  readonly pictureWidth: number
  readonly pictureHeight: number
  /** ms, Float64[n] */
  readonly frameTimes: Float64Array
  /** x, y, width, height, confidence per frame, NaN without a face; Float32[n * 5] */
  readonly frameBoxes: Float32Array
  /** Frames with a face in order; Float32[faces * dim] */
  readonly frameEmbeddings: Float32Array
  /** First and last sampled frame of each window, ms; Float64[windows * 2]. Null for packs without windows. */
  readonly windowSpans: Float64Array | null
  /** Float32[windows * dim]; null for packs without windows. */
  readonly windowEmbeddings: Float32Array | null
  /** Float32[dim]; null when no frame had a face. */
  readonly clipEmbedding: Float32Array | null
}

export interface StoredEmbedding extends EmbeddedClip {
  readonly id: number
  readonly runId: number
  /** Null when the record of its run is damaged: then only its key tells what it is. */
  readonly precision: Precision | null
  readonly dim: number
  readonly faceCount: number
}

export interface NewEmbedding {
  readonly embedding: EmbeddedClip
  readonly dim: number
  readonly runId: number
  readonly packRowId: number
  readonly cacheKey: string
  /** Over where the face is that was looked at. */
  readonly subjectKey: string
}

/** What a severity model reads of a clip: its newest pass with one pack. */
export interface ClipFeature {
  readonly embeddingId: number
  readonly clipId: number
  readonly sessionId: number
  readonly frameCount: number
  readonly faceCount: number
  /** Null when no frame had a face. */
  readonly clipEmbedding: Float32Array | null
}

interface EmbeddingRow {
  id: number
  clip_id: number
  run_id: number
  precision: Precision | null
  dim: number
  picture_width: number
  picture_height: number
  face_count: number
  clip_embedding: Buffer | null
  frame_times: Buffer
  frame_boxes: Buffer
  frame_embeddings: Buffer
  window_spans: Buffer | null
  window_embeddings: Buffer | null
}

function toEmbedding(row: EmbeddingRow): StoredEmbedding {
  return {
    id: row.id,
    clipId: row.clip_id,
    runId: row.run_id,
    precision: row.precision,
    dim: row.dim,
    faceCount: row.face_count,
    pictureWidth: row.picture_width,
    pictureHeight: row.picture_height,
    frameTimes: toFloat64(row.frame_times),
    frameBoxes: toFloat32(row.frame_boxes),
    frameEmbeddings: toFloat32(row.frame_embeddings),
    windowSpans: row.window_spans === null ? null : toFloat64(row.window_spans),
    windowEmbeddings: row.window_embeddings === null ? null : toFloat32(row.window_embeddings),
    clipEmbedding: row.clip_embedding === null ? null : toFloat32(row.clip_embedding),
  }
}

function toParameters({ embedding, dim, runId, packRowId, cacheKey }: NewEmbedding) {
  return {
    clipId: embedding.clipId,
    runId,
    packRowId,
    cacheKey,
    dim,
    pictureWidth: embedding.pictureWidth,
    pictureHeight: embedding.pictureHeight,
    frameCount: embedding.frameTimes.length,
    faceCount: embedding.frameEmbeddings.length / dim,
    clipEmbedding: embedding.clipEmbedding === null ? null : toBlob(embedding.clipEmbedding),
    frameTimes: toBlob(embedding.frameTimes),
    frameBoxes: toBlob(embedding.frameBoxes),
    frameEmbeddings: toBlob(embedding.frameEmbeddings),
    windowSpans: embedding.windowSpans === null ? null : toBlob(embedding.windowSpans),
    windowEmbeddings: embedding.windowEmbeddings === null ? null : toBlob(embedding.windowEmbeddings),
  }
}

const CLIP_SQL = `
  SELECT clips.id AS clipId, video_id AS videoId, code AS patientCode, visit_label AS visitLabel, ordinal,
    file_name AS fileName, videos.sha256 AS videoSha256, fps, clips.start_ms AS startMs, end_ms AS endMs,
    videos.start_ms AS videoStartMs
  FROM clips
  JOIN videos ON videos.id = video_id
  JOIN sessions ON sessions.id = videos.session_id
  JOIN patients ON patients.id = patient_id
  WHERE state = 'active'`

const SELECT = `
  SELECT embeddings.id, clip_id, run_id, CASE WHEN ${wholeRun('runs')} THEN precision END AS precision, dim, picture_width, picture_height, face_count, clip_embedding,
    frame_times, frame_boxes, frame_embeddings, window_spans, window_embeddings
  FROM embeddings JOIN runs ON runs.id = run_id`

/** Of those that looked at the person who is the patient now, see `outdatedPass`, and whose run is on record. */
const NEWEST = `SELECT max(embeddings.id) FROM embeddings JOIN runs ON runs.id = run_id AND ${wholeRun('runs')}
  WHERE NOT ${outdatedPass('embeddings')}`

export type EmbeddingRepository = ReturnType<typeof createEmbeddingRepository>

export function createEmbeddingRepository(db: Database) {
  const clips = db.prepare<[], ClipToEmbed>(
    `${CLIP_SQL} ORDER BY code, visit_date IS NULL, visit_date, visit_label, ordinal, clips.id`,
  )
  const clip = db.prepare<[number], ClipToEmbed>(`${CLIP_SQL} AND clips.id = ?`)
  const insert = db.prepare(`
    INSERT INTO embeddings (clip_id, run_id, pack_row_id, cache_key, dim, picture_width, picture_height, frame_count,
      face_count, clip_embedding, frame_times, frame_boxes, frame_embeddings, window_spans, window_embeddings)
    VALUES (@clipId, @runId, @packRowId, @cacheKey, @dim, @pictureWidth, @pictureHeight, @frameCount,
      @faceCount, @clipEmbedding, @frameTimes, @frameBoxes, @frameEmbeddings, @windowSpans, @windowEmbeddings)`)
  const insertSubject = db.prepare<[number, string]>(
    'INSERT INTO pass_subjects (embedding_id, subject_key) VALUES (?, ?)',
  )
  const byKey = db
    .prepare<[number, string], number>('SELECT id FROM embeddings WHERE clip_id = ? AND cache_key = ?')
    .pluck()
  const byId = db.prepare<[number], EmbeddingRow>(`${SELECT} WHERE embeddings.id = ?`)
  const moments = db.prepare<[number], { dim: number; moments: Buffer }>(
    'SELECT dim, coalesce(window_embeddings, frame_embeddings) AS moments FROM embeddings WHERE id = ?',
  )
  const newest = db
    .prepare<PassKind & { clipId: number }, number>(
      `${NEWEST} AND clip_id = @clipId AND embeddings.pack_row_id = @packRowId AND frame_stride IS @frameStride`,
    )
    .pluck()
  const features = db.prepare<
    PassKind & { windowPlan: string | null },
    {
      id: number
      clip_id: number
      session_id: number
      frame_count: number
      face_count: number
      clip_embedding: Buffer | null
    }
  >(`
    SELECT embeddings.id, clip_id, videos.session_id, embeddings.frame_count, face_count, clip_embedding
    FROM embeddings
    JOIN clips ON clips.id = clip_id
    JOIN videos ON videos.id = video_id
    WHERE state = 'active' AND embeddings.id IN (${NEWEST}
      AND embeddings.pack_row_id = @packRowId AND frame_stride IS @frameStride AND window_plan IS @windowPlan
      GROUP BY clip_id)
    ORDER BY session_id, ordinal, clip_id`)

  const setRun = db.prepare<[number, number]>('UPDATE embeddings SET run_id = ? WHERE id = ?')
  const load = (id: number): StoredEmbedding | null => {
    const row = byId.get(id)
    return row === undefined ? null : toEmbedding(row)
  }
  return {
    /** Every clip that is neither excluded nor cut away, ordered by patient, visit and place in the session. */
    clips: (): ClipToEmbed[] => clips.all(),
    clip: (clipId: number): ClipToEmbed | null => clip.get(clipId) ?? null,
    /** Call within a transaction. */
    insert: (embedding: NewEmbedding): number => {
      const id = Number(insert.run(toParameters(embedding)).lastInsertRowid)
      insertSubject.run(id, embedding.subjectKey)
      return id
    },
    load,
    /** A pass of a run whose record is damaged becomes one of a run that would have made the same. */
    adopt: (id: number, runId: number): void => {
      setRun.run(runId, id)
    },
    /** The pass over this clip with exactly this key; null when it was not done yet. */
    idByKey: (clipId: number, cacheKey: string): number | null => byKey.get(clipId, cacheKey) ?? null,
    /** Of a pass moment after moment: its windows, or its frames with a face where the pack reads no windows. Float32[moments x dim] */
    moments: (id: number): { dim: number; values: Float32Array } | null => {
      const row = moments.get(id)
      return row === undefined ? null : { dim: row.dim, values: toFloat32(row.moments) }
    },
    newestId: (clipId: number, kind: PassKind): number | null => newest.get({ clipId, ...kind }) ?? null,
    /**
     * The newest pass of this kind of each such clip, ordered by session and place in it; of packs that read windows only
     * passes whose windows follow one another, however closely.
     */
    features: (kind: PassKind): ClipFeature[] =>
      features.all({ ...kind, windowPlan: kind.frameStride === null ? null : 'consecutive' }).map((row) => ({
        embeddingId: row.id,
        clipId: row.clip_id,
        sessionId: row.session_id,
        frameCount: row.frame_count,
        faceCount: row.face_count,
        clipEmbedding: row.clip_embedding === null ? null : toFloat32(row.clip_embedding),
      })),
  }
}

import type { Database } from 'better-sqlite3'
import type { FaceObservations } from '../../faces/types.ts'
import { toBlob, toFloat32, toFloat64, toInt32 } from '../../db/float-blob.ts'

/** How far a video was looked at, and with what: the newest of it where there are several. */
export interface LookedAt {
  readonly cacheKey: string
  /** From the start of the video up to here, ms. */
  readonly untilMs: number
  /** Frames that were looked at, with or without a face. */
  readonly frames: number
  readonly faces: number
  readonly pictureWidth: number
  readonly pictureHeight: number
}

interface StretchRow {
  video_id: number
  from_ms: number
  to_ms: number
  picture_width: number
  picture_height: number
  frame_times: Buffer
  frame_of: Buffer
  boxes: Buffer
  confidences: Buffer
  embeddings: Buffer
  measures: Buffer
}

function toObservations(row: StretchRow): FaceObservations {
  return {
    videoId: row.video_id,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    pictureWidth: row.picture_width,
    pictureHeight: row.picture_height,
    frameTimes: toFloat64(row.frame_times),
    frameOf: toInt32(row.frame_of),
    boxes: toFloat32(row.boxes),
    confidences: toFloat32(row.confidences),
    embeddings: toFloat32(row.embeddings),
    measures: toFloat32(row.measures),
  }
}

function toParameters(observations: FaceObservations, cacheKey: string) {
  return {
    videoId: observations.videoId,
    cacheKey,
    fromMs: observations.fromMs,
    toMs: observations.toMs,
    pictureWidth: observations.pictureWidth,
    pictureHeight: observations.pictureHeight,
    faceCount: observations.frameOf.length,
    frameTimes: toBlob(observations.frameTimes),
    frameOf: toBlob(observations.frameOf),
    boxes: toBlob(observations.boxes),
    confidences: toBlob(observations.confidences),
    embeddings: toBlob(observations.embeddings),
    measures: toBlob(observations.measures),
  }
}

/** Stretches of a video come in order and without gaps, so that the end of the last is how far it goes. */
const LOOKED_AT = `
  SELECT cache_key AS cacheKey, max(to_ms) AS untilMs, sum(length(frame_times)) / 8 AS frames,
    sum(face_count) AS faces, picture_width AS pictureWidth, picture_height AS pictureHeight
  FROM face_observations`

export type FaceObservationRepository = ReturnType<typeof createFaceObservationRepository>

/** Every face that was seen, stretch by stretch of a video. */
export function createFaceObservationRepository(db: Database) {
  const insert = db.prepare(`
    INSERT INTO face_observations (video_id, cache_key, from_ms, to_ms, picture_width, picture_height, face_count,
      frame_times, frame_of, boxes, confidences, embeddings, measures)
    VALUES (@videoId, @cacheKey, @fromMs, @toMs, @pictureWidth, @pictureHeight, @faceCount,
      @frameTimes, @frameOf, @boxes, @confidences, @embeddings, @measures)`)
  const byKey = db.prepare<[number, string], LookedAt>(
    `${LOOKED_AT} WHERE video_id = ? AND cache_key = ? GROUP BY cache_key`,
  )
  const newest = db.prepare<{ videoId: number }, LookedAt>(`${LOOKED_AT}
    WHERE video_id = @videoId AND cache_key =
      (SELECT cache_key FROM face_observations WHERE video_id = @videoId ORDER BY id DESC LIMIT 1)
    GROUP BY cache_key`)
  const stretches = db.prepare<[number, string], StretchRow>(
    'SELECT * FROM face_observations WHERE video_id = ? AND cache_key = ? ORDER BY from_ms',
  )
  const times = db
    .prepare<[number, string], Buffer>(
      'SELECT frame_times FROM face_observations WHERE video_id = ? AND cache_key = ? ORDER BY from_ms',
    )
    .pluck()
  const removeOthers = db.prepare<[number, string]>(
    'DELETE FROM face_observations WHERE video_id = ? AND cache_key <> ?',
  )
  return {
    insert: (observations: FaceObservations, cacheKey: string): void => {
      insert.run(toParameters(observations, cacheKey))
    },
    /** Null when nothing of the video was looked at with this key. */
    lookedAt: (videoId: number, cacheKey: string): LookedAt | null => byKey.get(videoId, cacheKey) ?? null,
    /** Null when nothing of the video was looked at. */
    newest: (videoId: number): LookedAt | null => newest.get({ videoId }) ?? null,
    /** In order of time. */
    stretches: (videoId: number, cacheKey: string): FaceObservations[] =>
      stretches.all(videoId, cacheKey).map(toObservations),
    /** Every frame that was looked at, ms, ascending. */
    frameTimes: (videoId: number, cacheKey: string): Float64Array =>
      toFloat64(Buffer.concat(times.all(videoId, cacheKey))),
    /** What was seen with other keys is no longer wanted. */
    removeOthers: (videoId: number, cacheKey: string): void => {
      removeOthers.run(videoId, cacheKey)
    },
  }
}

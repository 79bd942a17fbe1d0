import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { VideoProbe } from '#shared/domain/clip.ts'
import { derivedUid } from '../../journal/uid.ts'

/** A video as the study keeps it; whether it is still there and can be played is for the service to find out. */
export interface StoredVideo {
  readonly id: number
  readonly sessionId: number
  readonly fileName: string
  /** Relative to the study's folder, with forward slashes; absolute only on another drive. */
  readonly path: string
  /** It lies in the study's own folder `videos`. */
  readonly copied: boolean
  readonly sha256: string
  readonly bytes: number
  readonly modifiedMs: number
  /** `hashParts` of the file; null where it is not known yet. */
  readonly partsSha256: string | null
  readonly probe: VideoProbe
}

export type NewVideo = Omit<StoredVideo, 'id'>

interface VideoRow {
  id: number
  session_id: number
  file_name: string
  path: string
  copied: number
  sha256: string
  bytes: number
  modified_ms: number
  parts_sha256: string | null
  container: string
  codec: string
  width: number
  height: number
  rotation_deg: number
  pixel_aspect: number
  fps: number | null
  frame_count: number | null
  duration_ms: number
  start_ms: number
  has_audio: number
}

function toVideo(row: VideoRow): StoredVideo {
  return {
    id: row.id,
    sessionId: row.session_id,
    fileName: row.file_name,
    path: row.path,
    copied: row.copied === 1,
    sha256: row.sha256,
    bytes: row.bytes,
    modifiedMs: row.modified_ms,
    partsSha256: row.parts_sha256,
    probe: {
      container: row.container,
      codec: row.codec,
      width: row.width,
      height: row.height,
      rotationDeg: row.rotation_deg,
      pixelAspect: row.pixel_aspect,
      fps: row.fps,
      frameCount: row.frame_count,
      durationMs: row.duration_ms,
      startMs: row.start_ms,
      hasAudio: row.has_audio === 1,
    },
  }
}

function toRow(video: NewVideo): Omit<VideoRow, 'id'> {
  const { probe } = video
  return {
    session_id: video.sessionId,
    file_name: video.fileName,
    path: video.path,
    copied: video.copied ? 1 : 0,
    sha256: video.sha256,
    bytes: video.bytes,
    modified_ms: video.modifiedMs,
    parts_sha256: video.partsSha256,
    container: probe.container,
    codec: probe.codec,
    width: probe.width,
    height: probe.height,
    rotation_deg: probe.rotationDeg,
    pixel_aspect: probe.pixelAspect,
    fps: probe.fps,
    frame_count: probe.frameCount,
    duration_ms: probe.durationMs,
    start_ms: probe.startMs,
    has_audio: probe.hasAudio ? 1 : 0,
  }
}

const storedRow = z.record(z.string().regex(/^[a-z_0-9]+$/), z.union([z.string(), z.number(), z.null()]))

export type VideoRepository = ReturnType<typeof createVideoRepository>

export function createVideoRepository(db: Database) {
  const all = db.prepare<[], VideoRow>('SELECT * FROM videos ORDER BY id')
  const byId = db.prepare<[number], VideoRow>('SELECT * FROM videos WHERE id = ?')
  const bySession = db.prepare<[number], VideoRow>('SELECT * FROM videos WHERE session_id = ? ORDER BY id')
  const byHash = db.prepare<[string], VideoRow>('SELECT * FROM videos WHERE sha256 = ? ORDER BY id')
  const byPath = db.prepare<[string], VideoRow>('SELECT * FROM videos WHERE path = ? ORDER BY id')
  const insert = db.prepare<Omit<VideoRow, 'id'> & { uid: string }>(`
    INSERT INTO videos (session_id, file_name, path, copied, sha256, bytes, modified_ms, parts_sha256, container, codec,
      width, height, rotation_deg, pixel_aspect, fps, frame_count, duration_ms, start_ms, has_audio,
      uid)
    VALUES (@session_id, @file_name, @path, @copied, @sha256, @bytes, @modified_ms, @parts_sha256, @container, @codec,
      @width, @height, @rotation_deg, @pixel_aspect, @fps, @frame_count, @duration_ms, @start_ms, @has_audio,
      @uid)`)
  const idOf = db.prepare<[string], number>('SELECT id FROM videos WHERE uid = ?').pluck()
  const uidOf = db.prepare<[number], string>('SELECT uid FROM videos WHERE id = ?').pluck()
  const sessionUidOf = db.prepare<[number], string>('SELECT uid FROM sessions WHERE id = ?').pluck()
  const uidFor = ({ sha256, sessionId }: NewVideo): string => {
    const derived = derivedUid('video', sha256)
    if (idOf.get(derived) === undefined) return derived
    return derivedUid('video', sha256, sessionUidOf.get(sessionId) ?? '')
  }
  const move = db.prepare<[string, number, number, number]>(
    'UPDATE videos SET path = ?, copied = ?, modified_ms = ? WHERE id = ?',
  )
  const assign = db.prepare<[number, number]>('UPDATE videos SET session_id = ? WHERE id = ?')
  const shownToo = db.prepare<[number, number]>(
    `INSERT OR IGNORE INTO exposures (rater_id, session_id, kind, first_utc)
     SELECT rater_id, ?, kind, first_utc FROM exposures WHERE session_id = ?`,
  )
  const park = db.prepare<[string, number]>(`
    INSERT OR REPLACE INTO taken_back_videos (uid, visit, row_json, clip_uid)
    SELECT videos.uid, sessions.uid, ?, clips.uid
    FROM videos JOIN sessions ON sessions.id = session_id JOIN clips ON video_id = videos.id WHERE videos.id = ?`)
  const parked = db.prepare<[string], { row: string; clipUid: string }>(
    'SELECT row_json AS row, clip_uid AS clipUid FROM taken_back_videos WHERE uid = ?',
  )
  const ofClips = 'clip_id IN (SELECT id FROM clips WHERE video_id = @id)'
  // In this order: what refers to others comes before them. What hangs on an embedding goes with it.
  const traces = [
    ...['embeddings', 'clip_problems', 'pending_clips', 'clip_quality', 'annotations'].map(
      (table) => `DELETE FROM ${table} WHERE ${ofClips}`,
    ),
    ...['annotations', 'face_observations', 'face_tracks', 'clips'].map(
      (table) => `DELETE FROM ${table} WHERE video_id = @id`,
    ),
    'DELETE FROM videos WHERE id = @id',
  ].map((sql) => db.prepare<{ id: number }>(sql))
  const forget = db.prepare<[string]>('DELETE FROM taken_back_videos WHERE uid = ?')
  const writtenOn = db
    .prepare<{ id: number }, number>(
      `SELECT count(*) FROM annotations WHERE rater_id IS NOT NULL
         AND (video_id = @id OR clip_id IN (SELECT id FROM clips WHERE video_id = @id))`,
    )
    .pluck()
  const sessionOf = db.prepare<[number], number>('SELECT session_id FROM videos WHERE id = ?').pluck()
  const confirm = db.prepare<[number, string, number]>(
    'UPDATE videos SET modified_ms = ?, parts_sha256 = ? WHERE id = ?',
  )
  return {
    list: (): StoredVideo[] => all.all().map(toVideo),
    get: (id: number): StoredVideo | null => {
      const row = byId.get(id)
      return row === undefined ? null : toVideo(row)
    },
    ofSession: (sessionId: number): StoredVideo[] => bySession.all(sessionId).map(toVideo),
    /** The same content may be in several sessions of an older study. */
    byHash: (sha256: string): StoredVideo[] => byHash.all(sha256).map(toVideo),
    byPath: (path: string): StoredVideo[] => byPath.all(path).map(toVideo),
    insert: (video: NewVideo): number =>
      Number(insert.run({ ...toRow(video), uid: uidFor(video) }).lastInsertRowid),
    /** The same on every computer, wherever the file lies; null for a video that is not there. */
    uidOf: (id: number): string | null => uidOf.get(id) ?? null,
    idOf: (uid: string): number | null => idOf.get(uid) ?? null,
    /** The same content now lies elsewhere. */
    move: (id: number, place: { path: string; copied: boolean; modifiedMs: number }): void => {
      move.run(place.path, place.copied ? 1 : 0, place.modifiedMs, id)
    },
    /** To another visit. Who was shown something of the visit before was shown it of this one. */
    assign: (id: number, sessionId: number): void => {
      shownToo.run(sessionId, sessionOf.get(id) ?? 0)
      assign.run(sessionId, id)
    },
    /** Captions and other annotations by raters, of it and of its clips. */
    writtenOn: (id: number): number => writtenOn.get({ id }) ?? 0,
    /**
     * With what the program made of it; kept aside, so that it can be brought back. Only one that is one clip, as it was
     * imported, and of which nobody said anything.
     */
    takeAway: (id: number): void => {
      const { id: _, session_id: __, ...row } = byId.get(id) ?? {}
      park.run(JSON.stringify(row), id)
      for (const trace of traces) trace.run({ id })
    },
    /** As it was when it was taken away; null when it never was. Its clip is still to be made. */
    bringBack: (uid: string, sessionId: number): { id: number; clipUid: string } | null => {
      const found = parked.get(uid)
      if (found === undefined) return null
      const row = { ...storedRow.parse(JSON.parse(found.row)), session_id: sessionId }
      const columns = Object.keys(row)
      const id = db
        .prepare(
          `INSERT INTO videos (${columns.map((column) => `"${column}"`).join()})
           VALUES (${columns.map((column) => `@${column}`).join()})`,
        )
        .run(row).lastInsertRowid
      forget.run(uid)
      return { id: Number(id), clipUid: found.clipUid }
    },
    /** One that was imported again. */
    forgetTakenBack: (uid: string): void => {
      forget.run(uid)
    },
    /** The file in its place was found to be of the same content. */
    confirm: (id: number, seen: { modifiedMs: number; partsSha256: string }): void => {
      confirm.run(seen.modifiedMs, seen.partsSha256, id)
    },
  }
}

import type { Database } from 'better-sqlite3'
import type { FaceTrack, PersonRole } from '#shared/domain/people.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { Track } from '../../faces/types.ts'
import { toBlob, toFloat32, toFloat64 } from '../../db/float-blob.ts'

export interface StoredTrack extends Track {
  readonly id: number
  readonly personId: number
}

/** A stretch of one video, half-open. */
export interface TrackSpan extends TimeSpan {
  readonly videoId: number
}

/** A track by what is the same on every computer that looked at the same video in the same way. */
export interface KeyedTrack {
  readonly id: number
  readonly sessionId: number
  /** Label of the person whose face it is. */
  readonly person: string
  readonly key: TrackKey
}

/** Two faces may be there from the first frame to the last: where they are first, in pixels, tells them apart. */
export type TrackKey = readonly [
  videoUid: string,
  startMs: number,
  endMs: number,
  frames: number,
  x: number,
  y: number,
]

interface KeyedRow {
  id: number
  sessionId: number
  person: string
  videoUid: string
  startMs: number
  endMs: number
  frames: number
  /** The first two values of its boxes. */
  corner: Buffer
}

function toKeyed({ id, sessionId, person, videoUid, startMs, endMs, frames, corner }: KeyedRow): KeyedTrack {
  const [x = 0, y = 0] = toFloat32(corner)
  return { id, sessionId, person, key: [videoUid, startMs, endMs, frames, Math.round(x), Math.round(y)] }
}

export interface SeenPerson {
  readonly label: string
  readonly role: PersonRole
}

interface TrackRow {
  id: number
  video_id: number
  person_id: number
  embedding: Buffer | null
  times: Buffer
  boxes: Buffer
  measures: Buffer
}

function toTrack(row: TrackRow): StoredTrack {
  return {
    id: row.id,
    videoId: row.video_id,
    personId: row.person_id,
    embedding: row.embedding === null ? null : toFloat32(row.embedding),
    times: toFloat64(row.times),
    boxes: toFloat32(row.boxes),
    measures: toFloat32(row.measures),
  }
}

/** x, y, width, height, confidence */
const BOX_VALUES = 5

function meanHeight(boxes: Float32Array): number {
  let sum = 0
  for (let at = 3; at < boxes.length; at += BOX_VALUES) sum += boxes[at] ?? 0
  return (sum * BOX_VALUES) / boxes.length
}

const TRACK = 'face_tracks.id, video_id, person_id, face_tracks.embedding, times, boxes, measures'
const HEAD = `
  face_tracks.id, video_id AS videoId, person_id AS personId, start_ms AS startMs, end_ms AS endMs,
  frame_count AS frames, mean_height_px AS meanHeightPx`
const OF_SESSION = 'FROM face_tracks JOIN people ON people.id = person_id WHERE session_id = ?'

const KEYED = `
  SELECT face_tracks.id, videos.session_id AS sessionId, label AS person, videos.uid AS videoUid,
    face_tracks.start_ms AS startMs, face_tracks.end_ms AS endMs, face_tracks.frame_count AS frames,
    substr(boxes, 1, 8) AS corner
  FROM face_tracks JOIN people ON people.id = person_id JOIN videos ON videos.id = video_id`

export type FaceTrackRepository = ReturnType<typeof createFaceTrackRepository>

export function createFaceTrackRepository(db: Database) {
  return { ...tracksOf(db), ...keyedTracksOf(db) }
}

function tracksOf(db: Database) {
  const insert = db.prepare(`
    INSERT INTO face_tracks (video_id, person_id, cache_key, start_ms, end_ms, frame_count, mean_height_px, embedding,
      times, boxes, measures)
    VALUES (@videoId, @personId, @cacheKey, @startMs, @endMs, @frameCount, @meanHeightPx, @embedding,
      @times, @boxes, @measures)`)
  const byId = db.prepare<[number], TrackRow>(`SELECT ${TRACK} FROM face_tracks WHERE id = ?`)
  const byVideo = db.prepare<[number], TrackRow>(
    `SELECT ${TRACK} FROM face_tracks WHERE video_id = ? ORDER BY start_ms, id`,
  )
  const bySession = db.prepare<[number], TrackRow>(
    `SELECT ${TRACK} ${OF_SESSION} ORDER BY video_id, start_ms, face_tracks.id`,
  )
  const heads = db.prepare<[number], FaceTrack>(
    `SELECT ${HEAD} ${OF_SESSION} ORDER BY video_id, start_ms, face_tracks.id`,
  )
  const within = db.prepare<[TrackSpan], SeenPerson>(
    `SELECT label, role FROM face_tracks JOIN people ON people.id = person_id
    WHERE video_id = @videoId AND start_ms < @endMs AND end_ms >= @startMs
    GROUP BY people.id ORDER BY sum(min(end_ms, @endMs) - max(start_ms, @startMs)) DESC, people.id`,
  )
  const keyOfVideo = db
    .prepare<[number], string>('SELECT cache_key FROM face_tracks WHERE video_id = ? LIMIT 1')
    .pluck()
  const setPerson = db.prepare<[number, number]>('UPDATE face_tracks SET person_id = ? WHERE id = ?')
  const removeOfVideo = db.prepare<[number]>('DELETE FROM face_tracks WHERE video_id = ?')
  return {
    insert: (track: Track, { personId, cacheKey }: { personId: number; cacheKey: string }): number => {
      const { videoId, times, boxes, measures, embedding } = track
      const parameters = {
        videoId,
        personId,
        cacheKey,
        startMs: times[0],
        endMs: times.at(-1),
        frameCount: times.length,
        meanHeightPx: meanHeight(boxes),
        embedding: embedding === null ? null : toBlob(embedding),
        times: toBlob(times),
        boxes: toBlob(boxes),
        measures: toBlob(measures),
      }
      return Number(insert.run(parameters).lastInsertRowid)
    },
    /** Who is seen in a stretch of a video, the longest seen first. */
    peopleWithin: ({ videoId, startMs, endMs }: TrackSpan): SeenPerson[] =>
      within.all({ videoId, startMs, endMs }),
    get: (id: number): StoredTrack | null => {
      const row = byId.get(id)
      return row === undefined ? null : toTrack(row)
    },
    /** In order of time. */
    ofVideo: (videoId: number): StoredTrack[] => byVideo.all(videoId).map(toTrack),
    /** By video, in order of time. */
    ofSession: (sessionId: number): StoredTrack[] => bySession.all(sessionId).map(toTrack),
    /** The same without the numbers of each frame. */
    headsOfSession: (sessionId: number): FaceTrack[] => heads.all(sessionId),
    /** What the tracks of a video were made from; null when it has none. */
    cacheKeyOf: (videoId: number): string | null => keyOfVideo.get(videoId) ?? null,
    setPerson: (trackId: number, personId: number): void => {
      setPerson.run(personId, trackId)
    },
    removeOfVideo: (videoId: number): void => {
      removeOfVideo.run(videoId)
    },
  }
}

/** How the journal knows them. */
function keyedTracksOf(db: Database) {
  const ofSession = db.prepare<[number], KeyedRow>(
    `${KEYED} WHERE people.session_id = ? ORDER BY video_id, face_tracks.start_ms, face_tracks.id`,
  )
  const all = db.prepare<[], KeyedRow>(`${KEYED} ORDER BY face_tracks.id`)
  const like = db.prepare<[string, number, number, number], KeyedRow>(`
    ${KEYED} WHERE videos.uid = ? AND face_tracks.start_ms = ? AND face_tracks.end_ms = ?
      AND face_tracks.frame_count = ? ORDER BY face_tracks.id`)
  return {
    /** By video, in order of time. */
    keyedOfSession: (sessionId: number): KeyedTrack[] => ofSession.all(sessionId).map(toKeyed),
    /** Null when there is none. */
    find: ([videoUid, startMs, endMs, frames, x, y]: TrackKey): KeyedTrack | null =>
      like
        .all(videoUid, startMs, endMs, frames)
        .map(toKeyed)
        .find(({ key }) => key[4] === x && key[5] === y) ?? null,
    *allKeyed(): IterableIterator<KeyedTrack> {
      for (const row of all.iterate()) yield toKeyed(row)
    },
  }
}

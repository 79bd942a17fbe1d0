import type { Database } from 'better-sqlite3'
import type { ClipProblem, ClipRow } from '#shared/domain/clip.ts'

interface LibraryRow {
  id: number
  video_id: number
  session_id: number
  code: string
  visit_label: string
  visit_date: string | null
  file_name: string
  ordinal: number
  start_ms: number
  end_ms: number
  captioned: number
  rated: number
  predicted: number | null
  face_share: number | null
  top_class: string | null
  top_probability: number | null
  problem: string | null
  synthetic: number
}

/** A clip without its state: what an import needs to hang captions on. */
export interface ClipSpan {
  readonly id: number
  readonly videoId: number
  readonly ordinal: number
  readonly startMs: number
  readonly endMs: number
}

interface SpanRow {
  id: number
  video_id: number
  ordinal: number
  start_ms: number
  end_ms: number
}

function toClipRow(row: LibraryRow): ClipRow {
  return {
    id: row.id,
    videoId: row.video_id,
    sessionId: row.session_id,
    patientCode: row.code,
    visitLabel: row.visit_label,
    visitDate: row.visit_date,
    fileName: row.file_name,
    ordinal: row.ordinal,
    startMs: row.start_ms,
    endMs: row.end_ms,
    captioned: row.captioned === 1,
    rated: row.rated === 1,
    predicted: row.predicted === 1,
    faceShare: row.face_share,
    topClass: row.top_class,
    topProbability: row.top_probability,
    problem: row.problem,
    synthetic: row.synthetic === 1,
  }
}

function toSpan(row: SpanRow): ClipSpan {
  return {
    id: row.id,
    videoId: row.video_id,
    ordinal: row.ordinal,
    startMs: row.start_ms,
    endMs: row.end_ms,
  }
}

/**
 * One pass over every table, each by an index that holds all that is read of it: the rows of embeddings and
 * predictions carry blobs and would cost a page each. Of several predictions of a clip, SQLite takes the bare
 * columns from the row with the greatest `newest`: a prediction before a pass that found no face, then the
 * latest run, then the latest row.
 */
function librarySql(where: string): string {
  const ofClip = where === '' ? '' : 'WHERE clip_id = @clipId'
  return `
  WITH newest AS (
    SELECT clip_id, predictions.id IS NOT NULL AS predicted, top_class, top_probability,
      1.0 * face_count / frame_count AS face_share,
      max(((predictions.id IS NOT NULL) << 60) | (ifnull(predictions.run_id, embeddings.run_id) << 30)
        | ifnull(predictions.id, embeddings.id)) AS newest
    FROM embeddings LEFT JOIN predictions ON embedding_id = embeddings.id ${ofClip}
    GROUP BY clip_id
  ),
  captioned AS (SELECT DISTINCT clip_id FROM captions WHERE text <> '' ${ofClip.replace('WHERE', 'AND')}),
  rated AS (SELECT DISTINCT session_id FROM scores)
  SELECT clips.id, video_id, videos.session_id, patients.code, visit_label, visit_date, file_name, ordinal,
    clips.start_ms, clips.end_ms, captioned.clip_id IS NOT NULL AS captioned, rated.session_id IS NOT NULL AS rated,
    predicted, face_share, top_class, top_probability, clip_problems.message AS problem, sessions.synthetic
  FROM clips
  JOIN videos ON videos.id = video_id
  JOIN sessions ON sessions.id = videos.session_id
  JOIN patients ON patients.id = patient_id
  LEFT JOIN newest ON newest.clip_id = clips.id
  LEFT JOIN captioned ON captioned.clip_id = clips.id
  LEFT JOIN rated ON rated.session_id = videos.session_id
  LEFT JOIN clip_problems ON clip_problems.clip_id = clips.id
  ${where}`
}

export type ClipRepository = ReturnType<typeof createClipRepository>

export function createClipRepository(db: Database) {
  const library = db.prepare<[], LibraryRow>(librarySql(''))
  const libraryOne = db.prepare<{ clipId: number }, LibraryRow>(librarySql('WHERE clips.id = @clipId'))
  const byId = db.prepare<[number], SpanRow>(
    'SELECT id, video_id, ordinal, start_ms, end_ms FROM clips WHERE id = ?',
  )
  const byVideo = db.prepare<[number], SpanRow>(
    'SELECT id, video_id, ordinal, start_ms, end_ms FROM clips WHERE video_id = ? ORDER BY start_ms, id',
  )
  const problems = db.prepare<[number], ClipProblem>(
    'SELECT code, message FROM clip_problems WHERE clip_id = ?',
  )
  const lastOrdinal = db
    .prepare<[number], number>(
      'SELECT ifnull(max(ordinal), 0) FROM clips JOIN videos ON videos.id = video_id WHERE session_id = ?',
    )
    .pluck()
  const insert = db.prepare<[number, number, number, number]>(
    'INSERT INTO clips (video_id, ordinal, start_ms, end_ms) VALUES (?, ?, ?, ?)',
  )
  return {
    /** Every clip with its state, in no particular order. */
    rows: (): ClipRow[] => library.all().map(toClipRow),
    row: (clipId: number): ClipRow | null => {
      const row = libraryOne.get({ clipId })
      return row === undefined ? null : toClipRow(row)
    },
    get: (clipId: number): ClipSpan | null => {
      const row = byId.get(clipId)
      return row === undefined ? null : toSpan(row)
    },
    ofVideo: (videoId: number): ClipSpan[] => byVideo.all(videoId).map(toSpan),
    problems: (clipId: number): ClipProblem[] => problems.all(clipId),
    /** 0 in a session without clips. */
    lastOrdinal: (sessionId: number): number => lastOrdinal.get(sessionId) ?? 0,
    insert: (clip: Omit<ClipSpan, 'id'>): number =>
      Number(insert.run(clip.videoId, clip.ordinal, clip.startMs, clip.endMs).lastInsertRowid),
  }
}

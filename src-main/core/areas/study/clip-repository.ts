import type { Database } from 'better-sqlite3'
import type { ClipProblem, ClipRow } from '#shared/domain/clip.ts'
import type { ClipOrigin } from '#shared/domain/cut.ts'
import type { ClipGrade } from '#shared/domain/people.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { derivedUid, randomUid } from '../../journal/uid.ts'
import { captionsWithText } from '../../db/caption-tier.ts'
import { outdatedPass } from '../../db/outdated-pass.ts'
import type { PassKind } from '../../db/outdated-pass.ts'
import { wholeRun } from './run-repository.ts'

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
  predicted: number
  face_share: number | null
  top_class: string | null
  top_probability: number | null
  problem: string | null
  grade: ClipGrade | null
  excluded: number
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

/** A row is never deleted: what was cut away is `removed`, and nothing but undoing a cut asks for it. */
export type ClipState = 'active' | 'excluded' | 'removed'

/** A clip as cutting sees it. */
export interface ClipToCut extends Omit<ClipSpan, 'ordinal'> {
  readonly state: ClipState
  readonly origin: ClipOrigin
  /** It has a caption with a text. */
  readonly captioned: boolean
  /** The same on every computer. */
  readonly uid: string
}

/** What a clip is called by, and where it is. */
export interface ClipPlace {
  readonly clipId: number
  readonly videoId: number
  readonly sessionId: number
  readonly patientCode: string
  readonly visitLabel: string
  readonly ordinal: number
  readonly state: ClipState
}

/** A clip by what it and its video are called on every computer. */
export interface StoredClip extends Pick<ClipToCut, 'uid' | 'startMs' | 'endMs' | 'state' | 'origin'> {
  readonly videoUid: string
}

export type NewClip = Pick<ClipToCut, 'videoId' | 'startMs' | 'endMs' | 'state' | 'origin'>

interface ToCutRow {
  id: number
  video_id: number
  start_ms: number
  end_ms: number
  state: ClipState
  origin: ClipOrigin
  captioned: number
  uid: string
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
    grade: row.grade,
    excluded: row.excluded === 1,
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

function toClipToCut(row: ToCutRow): ClipToCut {
  return {
    id: row.id,
    videoId: row.video_id,
    startMs: row.start_ms,
    endMs: row.end_ms,
    state: row.state,
    origin: row.origin,
    captioned: row.captioned === 1,
    uid: row.uid,
  }
}

/** Which predictions the library shows: those of one pack with one prompt set. */
export interface ShownClasses extends PassKind {
  readonly promptSetId: number
}

/**
 * One pass over every table, each by an index that holds all that is read of it: the rows of embeddings and
 * predictions carry blobs and would cost a page each. Of the passes that the chosen classes are compared with SQLite
 * takes the bare columns from the row with the greatest id: the newest, as when a clip is looked at. The plus keeps it
 * from the index of the unique key, which lacks the class.
 */
function librarySql(where: string): string {
  const ofClip = where === '' ? '' : 'AND clip_id = @clipId'
  const present = "clips.state <> 'removed'"
  return `
  WITH newest AS (
    SELECT clip_id, max(embeddings.id) AS id, 1.0 * face_count / frame_count AS face_share
    FROM embeddings
    WHERE run_id IN (SELECT id FROM runs WHERE pack_row_id = @packRowId AND frame_stride IS @frameStride
        AND ${wholeRun('runs')})
      AND NOT ${outdatedPass('embeddings')} ${ofClip}
    GROUP BY clip_id
  ),
  captioned AS (SELECT DISTINCT clip_id FROM ${captionsWithText} ${ofClip}),
  rated AS (SELECT DISTINCT session_id FROM scores)
  SELECT clips.id, video_id, videos.session_id, patients.code, visit_label, visit_date, file_name, ordinal,
    clips.start_ms, clips.end_ms, captioned.clip_id IS NOT NULL AS captioned, rated.session_id IS NOT NULL AS rated,
    predictions.id IS NOT NULL AS predicted, face_share, top_class, top_probability,
    clip_problems.message AS problem, grade, clips.state = 'excluded' AS excluded, sessions.synthetic
  FROM clips
  JOIN videos ON videos.id = video_id
  JOIN sessions ON sessions.id = videos.session_id
  JOIN patients ON patients.id = patient_id
  LEFT JOIN newest ON newest.clip_id = clips.id
  LEFT JOIN predictions ON embedding_id = newest.id AND +prompt_set_id = @promptSetId
  LEFT JOIN captioned ON captioned.clip_id = clips.id
  LEFT JOIN rated ON rated.session_id = videos.session_id
  LEFT JOIN clip_problems ON clip_problems.clip_id = clips.id
  LEFT JOIN clip_quality ON clip_quality.clip_id = clips.id
  WHERE ${where === '' ? present : `${where} AND ${present}`}`
}

/** No pass has these. */
const NO_CLASSES: ShownClasses = { packRowId: 0, frameStride: null, promptSetId: 0 }

const TO_CUT = `
  SELECT id, video_id, start_ms, end_ms, state, origin, uid,
    EXISTS (SELECT 1 FROM ${captionsWithText} AND clip_id = clips.id) AS captioned
  FROM clips`

export type ClipRepository = ReturnType<typeof createClipRepository>

export function createClipRepository(db: Database) {
  const library = db.prepare<ShownClasses, LibraryRow>(librarySql(''))
  const libraryOne = db.prepare<ShownClasses & { clipId: number }, LibraryRow>(
    librarySql('clips.id = @clipId'),
  )
  const byId = db.prepare<[number], SpanRow>(
    "SELECT id, video_id, ordinal, start_ms, end_ms FROM clips WHERE id = ? AND state <> 'removed'",
  )
  const problems = db.prepare<[number], ClipProblem>(
    'SELECT code, message FROM clip_problems WHERE clip_id = ?',
  )
  return {
    /** Every clip with its state, in no particular order; `null` for no predictions. */
    rows: (classes: ShownClasses | null = null): ClipRow[] =>
      library.all(classes ?? NO_CLASSES).map(toClipRow),
    row: (clipId: number, classes: ShownClasses | null = null): ClipRow | null => {
      const row = libraryOne.get({ ...(classes ?? NO_CLASSES), clipId })
      return row === undefined ? null : toClipRow(row)
    },
    get: (clipId: number): ClipSpan | null => {
      const row = byId.get(clipId)
      return row === undefined ? null : toSpan(row)
    },
    problems: (clipId: number): ClipProblem[] => problems.all(clipId),
    ...cuttingOf(db),
  }
}

/** What only cutting and import ask: the clips of one video, those cut away too. */
function cuttingOf(db: Database) {
  const idsOfSession = db
    .prepare<[number], number>(
      'SELECT clips.id FROM clips JOIN videos ON videos.id = video_id WHERE session_id = ?',
    )
    .pluck()
  const ofVideo = db.prepare<[number], ToCutRow>(`${TO_CUT} WHERE video_id = ? ORDER BY start_ms, end_ms, id`)
  const bySpan = db.prepare<[number, number, number], ToCutRow>(
    `${TO_CUT} WHERE video_id = ? AND start_ms = ? AND end_ms = ?`,
  )
  const insert = db.prepare<NewClip & { uid: string }>(`
    INSERT INTO clips (video_id, ordinal, start_ms, end_ms, state, origin, uid)
    VALUES (@videoId, 1, @startMs, @endMs, @state, @origin, @uid)`)
  const stored = `
    SELECT clips.uid, videos.uid AS videoUid, clips.start_ms AS startMs, end_ms AS endMs, state, origin
    FROM clips JOIN videos ON videos.id = video_id`
  const byUid = db.prepare<[string], StoredClip>(`${stored} WHERE clips.uid = ?`)
  const present = db.prepare<[], StoredClip>(`${stored} WHERE state <> 'removed' ORDER BY clips.id`)
  const contentOf = db.prepare<[number], string>('SELECT sha256 FROM videos WHERE id = ?').pluck()
  const idOf = db.prepare<[string], number>('SELECT id FROM clips WHERE uid = ?').pluck()
  const uidOf = db.prepare<[number], string>('SELECT uid FROM clips WHERE id = ?').pluck()
  const placeOf = db.prepare<[string], ClipPlace>(`
    SELECT clips.id AS clipId, video_id AS videoId, session_id AS sessionId, code AS patientCode,
      visit_label AS visitLabel, ordinal, state
    FROM clips JOIN videos ON videos.id = video_id JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id WHERE clips.uid = ?`)
  /** Two computers that take in the same video give its clips the same uids; what a person cuts has one of its own. */
  const uidFor = ({ videoId, startMs, endMs, origin }: NewClip): string => {
    const derived = derivedUid('clip', contentOf.get(videoId) ?? '', startMs, endMs)
    return origin === 'hand' || idOf.get(derived) !== undefined ? randomUid() : derived
  }
  const mark = db.prepare<[ClipState, ClipOrigin, number]>(
    'UPDATE clips SET state = ?, origin = ? WHERE id = ?',
  )
  const renumber = db.prepare<[number]>(`
    UPDATE clips SET ordinal = place FROM (
      SELECT clips.id AS placed, row_number() OVER (ORDER BY video_id, clips.start_ms, end_ms, clips.id) AS place
      FROM clips JOIN videos ON videos.id = video_id
      WHERE session_id = ? AND state <> 'removed')
    WHERE id = placed AND ordinal <> place`)
  return {
    /** In order of time. */
    /** Those that were cut away, too. */
    idsOfSession: (sessionId: number): number[] => idsOfSession.all(sessionId),
    ofVideo: (videoId: number): ClipToCut[] => ofVideo.all(videoId).map(toClipToCut),
    /** A video has one row of a span, whatever became of it. */
    find: (videoId: number, span: TimeSpan): ClipToCut | null => {
      const row = bySpan.get(videoId, span.startMs, span.endMs)
      return row === undefined ? null : toClipToCut(row)
    },
    /** It has its place in the session only after `renumber`; without a uid it gets `uidFor` it. */
    insert: (clip: NewClip & { readonly uid?: string }): number =>
      Number(insert.run({ ...clip, uid: clip.uid ?? uidFor(clip) }).lastInsertRowid),
    uidFor,
    /** Cut away or not; null for one that is not there. */
    stored: (uid: string): StoredClip | null => byUid.get(uid) ?? null,
    /** All that are not cut away. */
    present: (): IterableIterator<StoredClip> => present.iterate(),
    /** The same on every computer; null for a clip that is not there. */
    uidOf: (id: number): string | null => uidOf.get(id) ?? null,
    idOf: (uid: string): number | null => idOf.get(uid) ?? null,
    /** Where it is, cut away or not. */
    placeOf: (uid: string): ClipPlace | null => placeOf.get(uid) ?? null,
    mark: (clipId: number, { state, origin }: { state: ClipState; origin: ClipOrigin }): void => {
      mark.run(state, origin, clipId)
    },
    /** Counts the clips of a session through, from 1: by video, then by time. */
    renumber: (sessionId: number): void => {
      renumber.run(sessionId)
    },
  }
}

import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { CutEdit } from '#shared/domain/cut.ts'
import { clipOriginSchema } from '#shared/domain/cut.ts'
import { readStored } from '../../db/stored-value.ts'

const marksSchema = z.array(
  z.object({
    clipId: z.number(),
    state: z.enum(['active', 'excluded', 'removed']),
    origin: clipOriginSchema,
  }),
)

/** What became of one clip in a step of cutting. */
export type ClipMark = z.infer<typeof marksSchema>[number]

export interface ClipEdit {
  readonly id: number
  readonly videoId: number
  /** Of every clip that the step changed; a clip that it made was `removed` before. */
  readonly before: readonly ClipMark[]
  readonly after: readonly ClipMark[]
}

interface EditRow {
  id: number
  video_id: number
  before_json: string
  after_json: string
}

const STEP = 'This step of cutting'

/** Throws AppError `study-damaged`. */
function toEdit(row: EditRow | undefined): ClipEdit | null {
  if (row === undefined) return null
  return {
    id: row.id,
    videoId: row.video_id,
    before: readStored(marksSchema, row.before_json, STEP),
    after: readStored(marksSchema, row.after_json, STEP),
  }
}

export type ClipEditRepository = ReturnType<typeof createClipEditRepository>

/** Steps of cutting a video. Those that were taken back are the newest ones. */
export function createClipEditRepository(db: Database) {
  const select = 'SELECT id, video_id, before_json, after_json FROM clip_edits WHERE video_id = ?'
  const newestId = db
    .prepare<[number], number | null>('SELECT max(id) FROM clip_edits WHERE video_id = ? AND undone = 0')
    .pluck()
  const newest = db.prepare<[number], EditRow>(`${select} AND undone = 0 ORDER BY id DESC LIMIT 1`)
  const firstUndone = db.prepare<[number], EditRow>(`${select} AND undone = 1 ORDER BY id LIMIT 1`)
  const insert = db.prepare<[number, string, string, string, string]>(
    'INSERT INTO clip_edits (video_id, kind, before_json, after_json, made_utc) VALUES (?, ?, ?, ?, ?)',
  )
  const setUndone = db.prepare<[number, number]>('UPDATE clip_edits SET undone = ? WHERE id = ?')
  const dropUndone = db.prepare<[number]>('DELETE FROM clip_edits WHERE video_id = ? AND undone = 1')
  return {
    /** The step that led to what is there now; null before the first. */
    newestId: (videoId: number): number | null => newestId.get(videoId) ?? null,
    newest: (videoId: number): ClipEdit | null => toEdit(newest.get(videoId)),
    /** The step that would be carried out again next; null when none was taken back. */
    firstUndone: (videoId: number): ClipEdit | null => toEdit(firstUndone.get(videoId)),
    /** What was taken back can no longer be carried out again. Call within a transaction. */
    insert: (edit: Omit<ClipEdit, 'id'> & { readonly kind: CutEdit['kind'] }, nowUtc: string): void => {
      dropUndone.run(edit.videoId)
      const { videoId, kind, before, after } = edit
      insert.run(videoId, kind, JSON.stringify(before), JSON.stringify(after), nowUtc)
    },
    setUndone: (editId: number, undone: boolean): void => {
      setUndone.run(undone ? 1 : 0, editId)
    },
  }
}

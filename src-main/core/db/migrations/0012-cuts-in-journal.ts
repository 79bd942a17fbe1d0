import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { derivedUid } from '../../journal/uid.ts'
import type { Change } from '../../journal/changes.ts'
import type { Migration } from '../migrate.ts'
import { writeSteps } from './steps-in-journal.ts'
import type { OldStep } from './steps-in-journal.ts'

/** Videos get names that are the same on every computer, too, and keep them when they move to another visit. */
function nameVideos(db: Database): void {
  db.exec('ALTER TABLE videos ADD COLUMN uid TEXT')
  const videos = db
    .prepare<[], { id: number; sha256: string; sessionUid: string }>(
      `SELECT videos.id, sha256, sessions.uid AS sessionUid FROM videos JOIN sessions ON sessions.id = session_id
       ORDER BY videos.id`,
    )
    .all()
  const name = db.prepare<[string, number]>('UPDATE videos SET uid = ? WHERE id = ?')
  const given = new Set<string>()
  for (const { id, sha256, sessionUid } of videos) {
    const derived = derivedUid('video', sha256)
    const uid = given.has(derived) ? derivedUid('video', sha256, sessionUid) : derived
    given.add(uid)
    name.run(uid, id)
  }
  db.exec(`
    CREATE UNIQUE INDEX videos_by_uid ON videos (uid);
    CREATE TRIGGER videos_are_named AFTER INSERT ON videos WHEN NEW.uid IS NULL
    BEGIN
      UPDATE videos SET uid = lower(hex(randomblob(11))) WHERE id = NEW.id;
    END;
  `)
}

const marksSchema = z.array(z.object({ clipId: z.number(), state: z.string(), origin: z.string() }))

interface ClipRow {
  id: number
  uid: string
  video: string
  startMs: number
  endMs: number
  state: string
  origin: string
}

/** Null for a clip that is cut away. */
function valueOf(
  { video, startMs, endMs }: ClipRow,
  { state, origin }: Pick<ClipRow, 'state' | 'origin'>,
): unknown {
  return state === 'removed' ? null : { video, startMs, endMs, origin, excluded: state === 'excluded' }
}

interface EditRow {
  kind: string
  before: string
  after: string
  undone: number
  madeUtc: string
  visit: string
}

function changesOf({ before, after }: EditRow, clips: ReadonlyMap<number, ClipRow>): Change[] {
  const earlier = readMarks(before)
  const later = new Map(readMarks(after)?.map((mark) => [mark.clipId, mark]))
  // A step that is damaged changed something, and nobody knows what: what is there now is written at the end.
  return (earlier ?? []).flatMap((mark) => {
    const clip = clips.get(mark.clipId)
    const next = later.get(mark.clipId)
    if (clip === undefined || next === undefined) return []
    return [{ entity: 'clip', key: [clip.uid], before: valueOf(clip, mark), after: valueOf(clip, next) }]
  })
}

function readMarks(json: string): z.infer<typeof marksSchema> | null {
  try {
    return marksSchema.parse(JSON.parse(json))
  } catch {
    return null
  }
}

const LABELS: Readonly<Record<string, string>> = {
  replace: 'new clips',
  split: 'split of a clip',
  merge: 'merge of clips',
  trim: 'trim of a clip',
  exclude: 'exclusion or inclusion of clips',
  add: 'new clip',
  remove: 'removal of clips',
}

/** The steps of cutting become entries of the journal, those that were taken back, too. */
export const cutsInJournal: Migration = {
  version: 12,
  name: 'cuts-in-journal',
  up(db) {
    nameVideos(db)
    const rows = db
      .prepare<[], ClipRow>(
        `SELECT clips.id, clips.uid, videos.uid AS video, clips.start_ms AS startMs, end_ms AS endMs, state, origin
         FROM clips JOIN videos ON videos.id = video_id`,
      )
      .all()
    const clips = new Map(rows.map((clip) => [clip.id, clip]))
    const steps = db
      .prepare<[], EditRow>(
        `SELECT kind, before_json AS before, after_json AS after, undone, made_utc AS madeUtc,
           patients.code || ' ' || visit_label AS visit
         FROM clip_edits JOIN videos ON videos.id = video_id JOIN sessions ON sessions.id = session_id
         JOIN patients ON patients.id = patient_id ORDER BY clip_edits.id`,
      )
      .all()
      .map((edit): OldStep => ({
        action: `clip.${edit.kind}`,
        label: `${LABELS[edit.kind] ?? 'cut'} of ${edit.visit}`,
        madeUtc: edit.madeUtc,
        isUndone: edit.undone === 1,
        changes: changesOf(edit, clips),
      }))
    const byUid = new Map(rows.map((clip) => [clip.uid, clip]))
    writeSteps(db, steps, ({ key: [uid] }) => {
      const clip = byUid.get(String(uid))
      return clip === undefined ? null : valueOf(clip, clip)
    })
    db.exec('DROP TABLE clip_edits')
  },
}

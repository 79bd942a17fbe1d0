import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { Change, Key } from '../../journal/changes.ts'
import { toFloat32 } from '../float-blob.ts'
import type { Migration } from '../migrate.ts'
import { writeSteps } from './steps-in-journal.ts'
import type { OldStep } from './steps-in-journal.ts'

const snapshotSchema = z.object({
  people: z.array(z.object({ id: z.number(), label: z.string(), role: z.string(), confirmed: z.boolean() })),
  /** Track and person. */
  owners: z.array(z.tuple([z.number(), z.number()])),
})
type Snapshot = z.infer<typeof snapshotSchema>

interface EditRow {
  sessionId: number
  sessionUid: string
  kind: string
  before: string
  after: string
  undone: number
  madeUtc: string
  visit: string
}

/** Null for one that is damaged. */
function readSnapshot(json: string): Snapshot | null {
  try {
    return snapshotSchema.parse(JSON.parse(json))
  } catch {
    return null
  }
}

type Tracks = ReadonlyMap<number, Key>

function changesOf({ sessionUid, before, after }: EditRow, tracks: Tracks): Change[] {
  const [earlier, later] = [readSnapshot(before), readSnapshot(after)]
  // A step that is damaged changed something, and nobody knows what: what is there now is written at the end.
  if (earlier === null || later === null) return []
  return [...personChanges(sessionUid, earlier, later), ...trackChanges(tracks, earlier, later)]
}

function personChanges(sessionUid: string, before: Snapshot, after: Snapshot): Change[] {
  const valuesOf = ({ people }: Snapshot) =>
    new Map(people.map(({ label, role, confirmed }) => [label, { role: confirmed ? role : null }]))
  const [earlier, later] = [valuesOf(before), valuesOf(after)]
  // Who goes comes last, and whoever leaves the role of the patient comes before the one who takes it.
  const rank = (label: string): number =>
    later.get(label) === undefined ? 2 : later.get(label)?.role === 'patient' ? 1 : 0
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .sort((a, b) => rank(a) - rank(b))
    .map((label) => ({
      ...{ entity: 'person', key: [sessionUid, label] },
      ...{ before: earlier.get(label) ?? null, after: later.get(label) ?? null },
    }))
}

function trackChanges(tracks: Tracks, before: Snapshot, after: Snapshot): Change[] {
  const ownersOf = ({ people, owners }: Snapshot) => {
    const labels = new Map(people.map(({ id, label }) => [id, label]))
    return new Map(owners.map(([track, person]) => [track, labels.get(person)]))
  }
  const [earlier, later] = [ownersOf(before), ownersOf(after)]
  return [...earlier].flatMap(([track, was]) => {
    const [key, is] = [tracks.get(track), later.get(track)]
    if (key === undefined || was === undefined || is === undefined) return []
    return [{ entity: 'face-track', key, before: { person: was }, after: { person: is } }]
  })
}

/** Those who go must have no track any more, and those who come must be there first: the same order as for new steps. */
function inOrder(changes: readonly Change[]): Change[] {
  const isGone = ({ entity, after }: Change): boolean => entity === 'person' && after === null
  return [...changes.filter((change) => !isGone(change)), ...changes.filter(isGone)]
}

function readTracks(db: Database): Map<number, { key: Key; person: string }> {
  const rows = db
    .prepare<
      [],
      {
        id: number
        video: string
        startMs: number
        endMs: number
        frames: number
        corner: Buffer
        person: string
      }
    >(
      `SELECT face_tracks.id, videos.uid AS video, face_tracks.start_ms AS startMs, face_tracks.end_ms AS endMs,
         face_tracks.frame_count AS frames, substr(boxes, 1, 8) AS corner, label AS person
       FROM face_tracks JOIN videos ON videos.id = video_id JOIN people ON people.id = person_id`,
    )
    .all()
  return new Map(
    rows.map(({ id, video, startMs, endMs, frames, corner, person }) => {
      const [x = 0, y = 0] = toFloat32(corner)
      return [id, { key: [video, startMs, endMs, frames, Math.round(x), Math.round(y)], person }]
    }),
  )
}

function readPeople(db: Database): Map<string, unknown> {
  const rows = db
    .prepare<[], { uid: string; label: string; role: string; confirmed: number }>(
      `SELECT uid, label, role, confirmed FROM people JOIN sessions ON sessions.id = session_id
       WHERE EXISTS (SELECT 1 FROM face_tracks WHERE person_id = people.id)`,
    )
    .all()
  return new Map(
    rows.map(({ uid, label, role, confirmed }) => [
      JSON.stringify([uid, label]),
      { role: confirmed === 1 ? role : null },
    ]),
  )
}

/** Labels of people who went, or whose coming was taken back, are never given to anybody else. */
function keepLabels(db: Database, edits: readonly EditRow[]): void {
  const add = db.prepare<{ sessionId: number; label: string; madeUtc: string }>(`
    INSERT INTO people (session_id, label, role, confirmed, reason, embedding, created_utc)
    SELECT @sessionId, @label, 'unknown', 0, '', NULL, @madeUtc
    WHERE NOT EXISTS (SELECT 1 FROM people WHERE session_id = @sessionId AND label = @label)`)
  for (const { sessionId, before, after, madeUtc } of edits) {
    for (const snapshot of [readSnapshot(before), readSnapshot(after)]) {
      for (const { label } of snapshot?.people ?? []) add.run({ sessionId, label, madeUtc })
    }
  }
}

const LABELS: Readonly<Record<string, string>> = {
  role: 'role of a person',
  merge: 'people as one person',
  assign: 'appearances to another person',
}

/** The steps of saying who is who become entries of the journal, those that were taken back, too. */
export const peopleInJournal: Migration = {
  version: 13,
  name: 'people-in-journal',
  up(db) {
    const tracks = readTracks(db)
    const people = readPeople(db)
    const edits = db
      .prepare<[], EditRow>(
        `SELECT session_id AS sessionId, sessions.uid AS sessionUid, kind, before_json AS before, after_json AS after,
           undone, made_utc AS madeUtc, patients.code || ' ' || visit_label AS visit
         FROM people_edits JOIN sessions ON sessions.id = session_id JOIN patients ON patients.id = patient_id
         ORDER BY people_edits.id`,
      )
      .all()
    const keys = new Map([...tracks].map(([id, { key }]) => [id, key]))
    const steps = edits.map((edit): OldStep => ({
      action: `people.${edit.kind}`,
      label: `${LABELS[edit.kind] ?? 'people'} of ${edit.visit}`,
      madeUtc: edit.madeUtc,
      isUndone: edit.undone === 1,
      changes: inOrder(changesOf(edit, keys)),
    }))
    const owners = new Map([...tracks.values()].map(({ key, person }) => [JSON.stringify(key), { person }]))
    writeSteps(db, steps, ({ entity, key }) => {
      const present = entity === 'person' ? people : owners
      return present.get(JSON.stringify(key)) ?? null
    })
    keepLabels(db, edits)
    db.exec('DROP TABLE people_edits')
  },
}

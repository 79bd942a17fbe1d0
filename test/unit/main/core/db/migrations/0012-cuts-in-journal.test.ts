import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { changesOf } from '#core/journal/changed-since.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { createCutService } from '#core/areas/cutting/cut-service.ts'
import { CLIP, clipKey } from '#core/areas/study/entities/clip-entity.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { cutDependencies } from '../../../../../helpers/a-cut-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'

const at = (minute: number): string => `2024-05-03T10:${String(minute).padStart(2, '0')}:00.000Z`

/**
 * As version 0.1.0 left it: a video was parted in two by hand, the second part was excluded, that was taken back. The same
 * video is in another visit, too, as it came.
 */
function anOldStudy(): Database {
  const db = openTestDb(3)
  const sha = 'b'.repeat(64)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'baseline', NULL, 0, ''), (2, 1, 'week 4', NULL, 0, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0),
      (2, 2, 'b.mp4', 'b.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0);
    INSERT INTO clips VALUES (1, 1, 1, 0, 9000, 'whole', 'removed'), (2, 1, 1, 0, 4000, 'hand', 'active'),
      (3, 1, 2, 4000, 9000, 'hand', 'active'), (4, 2, 1, 0, 9000, 'whole', 'active');`)
  const add = db.prepare(`
    INSERT INTO clip_edits (video_id, kind, before_json, after_json, undone, made_utc) VALUES (1, ?, ?, ?, ?, ?)`)
  const mark = (clipId: number, state: string, origin = 'hand') => ({ clipId, state, origin })
  const step = (kind: string, marks: readonly (readonly unknown[])[], undone: number, minute: number) =>
    add.run(kind, ...marks.map((each) => JSON.stringify(each)), undone, at(minute))
  step(
    'split',
    [
      [mark(1, 'active', 'whole'), mark(2, 'removed'), mark(3, 'removed')],
      [mark(1, 'removed', 'whole'), mark(2, 'active'), mark(3, 'active')],
    ],
    0,
    1,
  )
  step('exclude', [[mark(3, 'active')], [mark(3, 'excluded')]], 1, 4)
  return db
}

function migrated(db: Database) {
  for (const migration of migrations.slice(3)) migration.up(db)
  const context = aContext({ db })
  const uidOf = (id: number): string => context.repositories.clips.uidOf(id) ?? ''
  return {
    db,
    context,
    uidOf,
    service: serviceOf(context),
    cuts: createCutService(context, cutDependencies()),
  }
}

test('the steps of cutting are entries with their times, and the one that was taken back is told to be', () => {
  const { service, db } = migrated(anOldStudy())
  const entries = service.list({ kind: 'clips' }, { limit: 9 }).entries.toReversed()
  expect(
    entries.map(({ madeUtc, action, label, step, isTakenBack, isMigrated }) =>
      [madeUtc, action, label, step, isTakenBack, isMigrated].join(' | '),
    ),
  ).toEqual([
    `${at(1)} | clip.split | split of a clip of P001 baseline | do | false | true`,
    `${at(4)} | clip.exclude | exclusion or inclusion of clips of P001 baseline | do | true | true`,
    `${at(4)} | clip.exclude | exclusion or inclusion of clips of P001 baseline | undo | false | true`,
  ])
  expect(service.verify()).toEqual({ entries: 3, erased: 0, devices: 1, problems: [] })
  // Nobody of this program's users did them, so nobody's list begins with them.
  expect(service.undoable(null)).toEqual({ undo: null, redo: null })
  requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })
})

test('the history of a clip says what it was', () => {
  const { uidOf, context } = migrated(anOldStudy())
  const video = context.repositories.videos.uidOf(1)
  const clip = (startMs: number, endMs: number, excluded = false) => ({
    ...{ video, startMs, endMs, origin: 'hand', excluded },
  })
  const { entries } = context.repositories
  const afterOf = (id: number) =>
    [...changesOf(entries, { entity: CLIP, key: clipKey(uidOf(id)) })].map(({ change }) => change?.after)
  expect(afterOf(1)).toEqual([null])
  expect(afterOf(2)).toEqual([clip(0, 4000)])
  expect(afterOf(3)).toEqual([clip(4000, 9000), clip(4000, 9000, true), clip(4000, 9000)])
  expect(afterOf(4)).toEqual([])
})

test('what is cut from now on goes on from there, and is taken back to it', () => {
  const { cuts, context, service } = migrated(anOldStudy())
  const shown = () => cuts.state(1).clips.map(({ id, excluded }) => [id, excluded])
  const before = shown()
  expect(before).toEqual([
    [2, false],
    [3, false],
  ])
  cuts.edit(1, { kind: 'merge', clipIds: [2, 3] }, 'AB')
  // In the row that it had as a whole.
  expect(shown()).toEqual([[1, false]])
  context.journal.undo('AB')
  expect(shown()).toEqual(before)
  context.journal.redo('AB')
  expect(shown()).toEqual([[1, false]])
  expect(service.verify().problems).toEqual([])
})

test('a step that is damaged is left out, and what is there is the last word', () => {
  const db = anOldStudy()
  db.exec(`
    UPDATE clip_edits SET after_json = '[{' WHERE kind = 'split';
    UPDATE clips SET state = 'excluded' WHERE id = 3;`)
  const { service } = migrated(db)
  expect(service.verify().problems).toEqual([])
  expect(service.list({ kind: 'other' }, { limit: 9 }).entries).toHaveLength(1)
})

test('videos have names of their own, also where one is in two visits', () => {
  const { context } = migrated(anOldStudy())
  const [first, second] = [1, 2].map((id) => context.repositories.videos.uidOf(id))
  expect(first).toHaveLength(22)
  expect(second).toHaveLength(22)
  expect(first).not.toBe(second)
})

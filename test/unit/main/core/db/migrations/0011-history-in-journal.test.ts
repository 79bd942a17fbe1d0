import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { changesOf } from '#core/journal/changed-since.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { scoreKey, SCORE } from '#core/areas/study/entities/score-entity.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const at = (minute: number): string => `2024-05-03T10:${String(minute).padStart(2, '0')}:00.000Z`

/**
 * A study as version 0.1.0 left it, with the statements that it wrote with: a caption that was typed in three spells, one
 * that was imported and changed by a second import, one that was imported and then typed over, scores that were set,
 * changed, cleared and given a reason.
 */
function anOldStudy(): Database {
  const db = openTestDb(3)
  const sha = 'b'.repeat(64)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'baseline', NULL, 0, ''), (2, 1, 'week 4', NULL, 1, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0),
      (2, 2, 'b.mp4', 'b.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0);
    INSERT INTO clips VALUES (1, 1, 1, 0, 9000, 'whole', 'removed'), (2, 1, 1, 0, 4000, 'hand', 'active'),
      (3, 2, 1, 0, 9000, 'whole', 'active');
    INSERT INTO raters VALUES (1, 'AB', ''), (2, 'CD', '');
    INSERT INTO scales VALUES ('s', 'S', 'user', '{}');
    INSERT INTO scale_items VALUES ('s', 'i1', 's_i1', 'Blunted affect', 0, 4, 1, 0), ('s', 'i2', 's_i2', 'Other', 0, 4, 1, 1);`)
  const insertCaption = db.prepare(`
    INSERT INTO captions (clip_id, rater_id, text, start_ms, end_ms, origin, synthetic, revision, updated_utc)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`)
  const addRevision = db.prepare(`
    INSERT INTO caption_revisions (caption_id, revision, text, saved_utc)
    SELECT id, revision, text, updated_utc FROM captions WHERE id = ?`)
  const update = db.prepare(
    'UPDATE captions SET text = ?, origin = ?, revision = revision + 1, updated_utc = ? WHERE id = ?',
  )
  type Text = readonly [text: string, origin: string, minute: number]
  const write = (key: readonly unknown[], [first, ...later]: readonly [Text, ...Text[]]): void => {
    const [text, origin, minute] = first
    const id = insertCaption.run(
      ...key.slice(0, 2),
      text,
      ...key.slice(2),
      origin,
      0,
      at(minute),
    ).lastInsertRowid
    addRevision.run(id)
    for (const [next, by, when] of later) {
      update.run(next, by, at(when), id)
      addRevision.run(id)
    }
  }
  write(
    [2, 1, null, null],
    [
      ['Smi', 'typed', 1],
      ['Smiles', 'typed', 5],
      ['', 'typed', 9],
    ],
  )
  write(
    [3, 2, 1000, 2000],
    [
      ['looks away', 'imported', 2],
      ['looks down', 'imported', 7],
    ],
  )
  write(
    [3, 1, null, null],
    [
      ['frowns', 'imported', 2],
      ['frowns briefly', 'typed', 6],
    ],
  )
  const setScore = db.prepare(`
    INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic, updated_utc)
    VALUES (1, 1, 's', @item, @value, @reason, 'typed', 0, @when)
    ON CONFLICT (session_id, rater_id, scale_id, item_id) DO UPDATE SET value = excluded.value,
      missing_reason = excluded.missing_reason, updated_utc = excluded.updated_utc`)
  const addScoreRevision = db.prepare(`
    INSERT INTO score_revisions (session_id, rater_id, scale_id, item_id, value, missing_reason, saved_utc)
    VALUES (1, 1, 's', @item, @value, @reason, @when)`)
  const score = (item: string, value: number | null, reason: string | null, minute: number): void => {
    const given = { item, value, reason, when: at(minute) }
    if (value === null && reason === null) db.prepare('DELETE FROM scores WHERE item_id = ?').run(item)
    else setScore.run(given)
    addScoreRevision.run(given)
  }
  score('i1', 3, null, 3)
  score('i2', 1, null, 4)
  score('i1', 4, null, 5)
  score('i2', null, null, 6)
  score('i1', null, 'technical', 8)
  return db
}

function historyOfCaptions(db: Database) {
  return db
    .prepare(
      'SELECT caption_id, revision, text, saved_utc FROM caption_revisions ORDER BY caption_id, revision DESC',
    )
    .raw()
    .all()
}

function migrated() {
  const db = anOldStudy()
  const before = { captions: historyOfCaptions(db), rows: db.prepare('SELECT * FROM captions').all() }
  for (const migration of migrations.slice(3)) migration.up(db)
  const context = aContext({ db })
  return { db, before, context, captions: createCaptionService(context) }
}

test('a study of 0.1.0 has the histories of its captions as they were, texts, numbers and times', () => {
  const { before, captions } = migrated()
  const after = [1, 2, 3].flatMap((id) =>
    captions
      .history(id)
      .map(({ captionId, revision, text, savedUtc }) => [captionId, revision, text, savedUtc]),
  )
  expect(after).toEqual(before.captions)
  expect(after).toHaveLength(7)
})

test('the captions themselves are as they were', () => {
  const { db, before } = migrated()
  const columns = Object.keys(before.rows[0] ?? {}).join()
  expect(db.prepare(`SELECT ${columns} FROM captions`).all()).toEqual(before.rows)
})

test('what was scored, changed and cleared is told in the order of its times, by whom, and marked as migrated', () => {
  const { context, db } = migrated()
  const service = createStudyJournal(context.repositories, {
    ...{ computer: '', place: '', nowUtc: context.nowUtc },
    inTransaction: (work) => work(),
  }).service()
  const scores = service.list({ kind: 'scores' }, { limit: 50 }).entries.toReversed()
  expect(
    scores.map(({ madeUtc, rater, action, label, isMigrated, step }) => [
      madeUtc,
      rater,
      action,
      label,
      isMigrated,
      step,
    ]),
  ).toEqual([
    [at(3), 'AB', 'score.set', 'score of P001 baseline, Blunted affect', true, null],
    [at(4), 'AB', 'score.set', 'score of P001 baseline, Other', true, null],
    [at(5), 'AB', 'score.set', 'score of P001 baseline, Blunted affect', true, null],
    [at(6), 'AB', 'score.clear', 'score of P001 baseline, Other', true, null],
    [at(8), 'AB', 'score.set', 'score of P001 baseline, Blunted affect', true, null],
  ])
  const sessionUid = context.repositories.sessions.uidOf(1) ?? ''
  const key = scoreKey({ sessionUid, raterCode: 'AB', scaleId: 's', itemId: 'i1' })
  const values = [...changesOf(context.repositories.entries, { entity: SCORE, key })].map(
    ({ change }) => change?.after as { value: number; missingReason: string },
  )
  expect(values.map(({ value, missingReason }) => [value, missingReason])).toEqual([
    [null, 'technical'],
    [4, null],
    [3, null],
  ])
  const imported = service.list({ kind: 'imports' }, { limit: 50 }).entries
  expect(imported.map(({ madeUtc, rater }) => [madeUtc, rater])).toEqual([
    [at(7), null],
    [at(2), null],
  ])
  expect(service.verify()).toEqual({ entries: 12, erased: 0, devices: 1, problems: [] })
  expect(service.undoable('AB')).toEqual({ undo: null, redo: null })
  requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })
})

test('what a rater could have known stays with what they wrote', () => {
  const db = anOldStudy()
  for (const migration of migrations.slice(3, 10)) migration.up(db)
  db.exec(`
    INSERT INTO caption_sights VALUES (1, 2, 1, 1), (1, 3, 0, 1), (2, 1, 1, 1);
    INSERT INTO score_sights SELECT max(id), 1, 0 FROM score_revisions WHERE item_id = 'i1'`)
  // What follows it, too: the repositories read the newest schema.
  for (const migration of migrations.slice(10)) migration.up(db)
  const { repositories } = aContext({ db })
  expect(repositories.captions.get(1)?.sight).toEqual({ estimates: false, others: true })
  expect(repositories.captions.get(2)?.sight).toBeNull()
  expect(repositories.scores.list(1)).toMatchObject([
    { itemId: 'i1', sight: { estimates: true, others: false } },
  ])
})

test('the same video in two visits, and a study without anything, are no obstacle', () => {
  const { context } = migrated()
  const uids = [1, 2, 3].map((id) => context.repositories.clips.uidOf(id))
  expect(new Set(uids).size).toBe(3)
  const empty = openTestDb(3)
  for (const migration of migrations.slice(3)) migration.up(empty)
  expect(empty.prepare('SELECT count(*) FROM journal_devices').pluck().get()).toBe(0)
})

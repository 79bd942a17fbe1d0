import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { changesOf } from '#core/journal/changed-since.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { scoreKey, SCORE } from '#core/areas/study/entities/score-entity.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { anOldStudy, at } from '../../../../../helpers/an-old-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

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
  expect(db.prepare(`SELECT ${columns} FROM annotations`).all()).toEqual(before.rows)
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
  const key = scoreKey({ sessionUid, raterUid: 'AB', scaleId: 's', itemId: 'i1' })
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

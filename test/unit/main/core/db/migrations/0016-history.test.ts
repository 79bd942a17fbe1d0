import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

test('a journal from before has the history of each clip, but for what was erased', () => {
  const db = openTestDb()
  const context = aContext({ db })
  const { clipIds, sessionId } = addSession(db, { patient: 'P001', clips: 2 })
  const raterId = addRater(db, 'AB')
  const captions = createCaptionService(context)
  for (const text of ['Smiles', 'Frowns'])
    for (const clipId of clipIds) captions.save({ clipId, raterId, startMs: null, endMs: null, text })
  const journal = serviceOf(context)
  const told = () => ({
    clip: journal.history({ kind: 'clip', clipId: clipIds[1] ?? 0 }, { limit: 9 }),
    visit: journal.history({ kind: 'visit', sessionId }, { limit: 9 }),
    patient: journal.history({ kind: 'patient', code: 'P001' }, { limit: 9 }),
  })
  context.repositories.entries.blank([2])
  const before = told()
  expect(before.clip.entries.map(({ changes }) => changes[0]?.after)).toEqual(['Frowns'])
  expect(before.visit.entries).toHaveLength(3)
  expect(before.patient).toEqual(before.visit)
  db.exec('DROP TABLE journal_subjects; DROP TABLE journal_passed_over')
  migrations[15]?.up(db)
  expect(told()).toEqual(before)
  requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })
})

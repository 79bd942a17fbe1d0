import { expect, test } from 'vitest'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

test('what a journal from before says of a rater stays true when the code becomes another', () => {
  const db = openTestDb()
  const { clipIds } = addSession(db, { patient: 'P001' })
  const place = { clipId: clipIds[0] ?? 0, raterId: addRater(db, 'AB'), startMs: null, endMs: null }
  createCaptionService(aContext({ db })).save({ ...place, text: 'Smiles' })
  // As the version before left it.
  db.exec(`DROP TRIGGER raters_are_named; DROP INDEX raters_by_uid; ALTER TABLE raters DROP COLUMN uid;
    ALTER TABLE raters DROP COLUMN merged_into; ALTER TABLE raters DROP COLUMN consensus_of`)
  migrations[17]?.up(db)
  migrations.find(({ name }) => name === 'consensus')?.up(db)
  requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })

  const context = aContext({ db })
  const journal = serviceOf(context)
  const corrections = createCorrectionService(context, { people: { changesOfMove: () => [] } })
  expect(journal.verify().problems).toEqual([])
  corrections.renameRater({ from: 'AB', to: 'XY', rater: 'AB' })
  const captions = createCaptionService(context)
  const [caption] = captions.list(place.clipId)
  expect(caption).toMatchObject({ raterCode: 'XY', text: 'Smiles' })
  expect(captions.history(caption?.id ?? 0).map(({ text }) => text)).toEqual(['Smiles'])
  expect(journal.verify().problems).toEqual([])
  // A newcomer under the code of before is somebody else.
  const newcomer = addRater(db, 'AB')
  expect(context.repositories.raters.uidOf(newcomer)).not.toBe(
    context.repositories.raters.uidOf(place.raterId),
  )
})

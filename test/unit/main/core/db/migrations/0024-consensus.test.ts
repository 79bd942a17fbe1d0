import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'consensus')

test('leaves the raters of a study of before as one person each', () => {
  const db = openTestDb(before)
  db.exec(`INSERT INTO raters (id, code, uid, created_utc) VALUES (1, 'AB', 'AB', '')`)
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(rowsOf(db, 'raters')).toMatchObject([{ code: 'AB', consensus_of: null }])
  expect(() => db.exec(`UPDATE raters SET consensus_of = 'AB'`)).toThrow(/CHECK/)
})

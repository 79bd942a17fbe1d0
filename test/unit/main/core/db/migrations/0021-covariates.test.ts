import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'covariates')

test('leaves the visits of a study of before as they are, with room for what is known of them', () => {
  const db = openTestDb(before)
  db.exec(`INSERT INTO patients (id, code, created_utc) VALUES (1, 'P001', '');
    INSERT INTO sessions (id, patient_id, visit_label, created_utc, uid) VALUES (7, 1, 'baseline', '', 'u')`)
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(rowsOf(db, 'sessions')).toMatchObject([{ id: 7, visit_label: 'baseline', uid: 'u' }])
  expect(rowsOf(db, 'covariates')).toEqual([])
  const insert = db.prepare('INSERT INTO covariate_values VALUES (?, ?, ?)')
  insert.run(7, 'sex', '"female"')
  expect(() => insert.run(8, 'sex', '"female"')).toThrow(/FOREIGN KEY/)
  expect(() => insert.run(7, 'site', 'no')).toThrow(/CHECK/)
})

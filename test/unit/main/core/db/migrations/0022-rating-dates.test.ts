import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'rating-dates')

test('leaves the scores of a study of before without a day', () => {
  const db = openTestDb(before)
  db.exec(`INSERT INTO patients (id, code, created_utc) VALUES (1, 'P001', '');
    INSERT INTO sessions (id, patient_id, visit_label, created_utc, uid) VALUES (7, 1, 'baseline', '', 'u');
    INSERT INTO raters (id, code, uid, created_utc) VALUES (1, 'AB', 'AB', '');
    INSERT INTO scales (id, title, origin, definition_json) VALUES ('own', 'Own', 'user', '{}');
    INSERT INTO scale_items (scale_id, item_id, column_name, name, min, max, face_visible, position)
      VALUES ('own', 'a', 'own_a', 'A', 0, 4, 0, 0);
    INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, origin, synthetic, updated_utc)
      VALUES (7, 1, 'own', 'a', 3, 'typed', 0, '2026-01-02T03:04:05.678Z')`)
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(rowsOf(db, 'scores')).toMatchObject([
    { value: 3, rated_on: null, updated_utc: '2026-01-02T03:04:05.678Z' },
  ])
  expect(() => db.exec(`UPDATE scores SET rated_on = 'yesterday'`)).toThrow(/CHECK/)
})

import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createSeverityRepository } from '#core/areas/severity/severity-repository.ts'
import { validate } from '#core/areas/severity/validation.ts'
import { heldOut } from '../../../../../helpers/held-out.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'totals')

test('models of before are of items', () => {
  const db = openTestDb(before)
  const metrics = JSON.stringify(
    validate(heldOut({ patients: ['A', 'B'], estimates: [1, 2], ratings: [2, 1] })),
  )
  db.exec(`
    INSERT INTO scales (id, title, origin, definition_json) VALUES ('tiny', 'Tiny', 'user', '{}');
    INSERT INTO scale_items (scale_id, item_id, position, column_name, name, min, max, face_visible)
      VALUES ('tiny', 'face', 0, 'tiny_face', 'Face', 1, 7, 1);
    INSERT INTO packs VALUES (1, 'p', '1', '${'0'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
      VALUES (1, 'fit', 1, '{}', '1', '', 'done');
    INSERT INTO severity_models (id, run_id, scale_id, item_id, method, weights, n_patients, n_sessions, n_clips,
      trained_on, synthetic, metrics_json, created_utc)
      VALUES (7, 1, 'tiny', 'face', 'ridge', x'', 2, 2, 2, 'Two.', 0, '${metrics}', '2026-01-01T00:00:00Z');
  `)
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(createSeverityRepository(db).get(7)).toMatchObject({
    itemId: 'face',
    itemName: 'Face',
    min: 1,
    max: 7,
  })
  expect(createSeverityRepository(db).get(7)).not.toHaveProperty('totalOf')
})

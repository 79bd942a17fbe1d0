import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const VERSION = 23

test('a model that was fitted before there were heads is ridge on means, with its penalty', () => {
  const db = openTestDb(VERSION - 1)
  db.exec(`INSERT INTO scales VALUES ('tiny', 'Tiny', 'user', '{}');
    INSERT INTO scale_items VALUES ('tiny', 'face', 'tiny_face', 'Face', 1, 7, 1, 0);
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
      VALUES (1, 'fit', 1, '{}', '0.1.0', 'then', 'done');
    INSERT INTO severity_models VALUES (1, 1, 'tiny', 'face', 'ridge', 31.622776601683793, x'00', 10, 10, 10, 'Ten.', 0, '{}', '')`)
  migrations[VERSION - 1]?.up(db)
  const [row] = db.prepare<[], { settings_json: string }>('SELECT * FROM severity_models').all()
  expect(row).toMatchObject({ head: 'ridge', features: 'mean', n_clips: 10, trained_on: 'Ten.' })
  expect(row).not.toHaveProperty('lambda')
  expect(JSON.parse(row?.settings_json ?? '')).toEqual({
    penalty: expect.closeTo(31.622776601683793, 12) as number,
  })
})

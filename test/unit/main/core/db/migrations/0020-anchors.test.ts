import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'anchors')

test('leaves the scales of a study of before as they are, with room for anchor texts', () => {
  const db = openTestDb(before)
  db.exec("INSERT INTO scales (id, title, origin, definition_json) VALUES ('own', 'Own', 'user', '{}')")
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(rowsOf(db, 'scales')).toMatchObject([{ id: 'own', title: 'Own' }])
  expect(rowsOf(db, 'scale_anchors')).toEqual([])
  const insert = db.prepare('INSERT INTO scale_anchors (scale_id, anchors_json) VALUES (?, ?)')
  insert.run('own', '{}')
  expect(() => insert.run('other', '{}')).toThrow(/FOREIGN KEY/)
  expect(() => insert.run('own', 'no')).toThrow(/CHECK/)
})

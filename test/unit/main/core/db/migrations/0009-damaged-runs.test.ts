import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'damaged-runs')

const windows = {
  sampling: { kind: 'stride', frameStride: 8, windowFrames: 32, windows: { kind: 'first' } },
  precision: 'int8',
  promptSet: { id: 7 },
  clips: 3,
}

/** One run whose record is this. */
function aStudyOfBefore(record: object): Database {
  const db = openTestDb(before)
  db.exec(`INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}')`)
  db.prepare(
    `INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
     VALUES (1, 'predict', 1, ?, '1', '', 'done')`,
  ).run(JSON.stringify(record))
  return db
}

function migrated(db: Database): Record<string, unknown> | undefined {
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  return rowsOf(db, 'runs')[0]
}

test('reads of a record that is whole what was read before, and whether it samples at a rate', () => {
  const stride = { precision: 'int8', frame_stride: 8, window_plan: 'first', prompt_set_id: 7, clip_count: 3 }
  expect(migrated(aStudyOfBefore(windows))).toMatchObject({ ...stride, sampling_kind: 'stride' })
  const rate = { sampling: { kind: 'rate', fps: 2 }, precision: 'fp32' }
  expect(migrated(aStudyOfBefore(rate))).toMatchObject({
    sampling_kind: 'rate',
    precision: 'fp32',
    frame_stride: null,
    window_plan: null,
  })
})

const nothing = {
  precision: null,
  sampling_kind: null,
  frame_stride: null,
  window_plan: null,
  prompt_set_id: null,
  clip_count: null,
}

test('reads nothing of a record that is no JSON any more, as a flipped bit leaves it', () => {
  const file = aStudyOfBefore(windows).serialize()
  file.write('{"Campling"\\', file.indexOf('{"sampling":'))
  const db = new BetterSqlite(file)
  expect(() => rowsOf(db, 'runs')).toThrow('malformed JSON')
  expect(migrated(db)).toMatchObject(nothing)
})

test.each([
  ['a list', []],
  [
    'values of other types',
    { precision: { is: 1 }, sampling: { kind: 1, frameStride: '8' }, clips: 'three' },
  ],
])('reads nothing of a record that is %s, and takes it', (_, record) => {
  const db = aStudyOfBefore(windows)
  migrated(db)
  db.prepare('UPDATE runs SET parameters_json = ?').run(JSON.stringify(record))
  expect(rowsOf(db, 'runs')).toMatchObject([nothing])
})

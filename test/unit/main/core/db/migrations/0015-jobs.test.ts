import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'jobs')

const insert = `INSERT INTO jobs (id, kind, version, input, title, state, done, total, attempts, started_utc, ended_utc, log)
  VALUES ('a', 'predict', 1, '{}', 'Predicting', ?, 0, 0, 0, '2026-01-01T00:00:00.000Z', ?, '[]')`

test('leaves a study of before as it is, with room for jobs', () => {
  const db = openTestDb(before)
  db.exec("INSERT INTO patients (code, created_utc) VALUES ('P001', '2026-01-01T00:00:00.000Z')")
  for (const migration of migrations.slice(before)) migration.up(db)
  expect(rowsOf(db, 'patients')).toMatchObject([{ code: 'P001' }])
  expect(rowsOf(db, 'jobs')).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})

test.each([
  ['a state that there is not', 'asleep', null],
  ['an end while it runs', 'running', '2026-01-01T00:00:00.000Z'],
  ['no end though it was interrupted', 'interrupted', null],
])('takes no job with %s', (_, state, endedUtc) => {
  expect(() => openTestDb().prepare(insert).run(state, endedUtc)).toThrow(/CHECK/)
})

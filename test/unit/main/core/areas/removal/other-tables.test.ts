import { expect, it } from 'vitest'
import { reachedFrom } from '#core/areas/removal/reach.ts'
import { tablesOfNobody, tablesWithTexts } from '#core/areas/removal/other-tables.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

it('every table is reached from a patient by its references, or said to be handled otherwise, or to be of nobody', () => {
  const db = openTestDb()
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()
  const reached = reachedFrom(db, 'patient').map(({ table }) => table)
  expect([...reached, ...tablesWithTexts, ...tablesOfNobody].sort()).toEqual(tables.sort())
})

it('a table that refers to clips goes along, before what it refers to', () => {
  const db = openTestDb()
  db.exec('CREATE TABLE laughs (id INTEGER PRIMARY KEY, clip_id INTEGER REFERENCES clips (id))')
  for (const kind of ['patient', 'visit', 'video', 'clip'] as const) {
    const tables = reachedFrom(db, kind).map(({ table }) => table)
    expect(tables).toContain('laughs')
    expect(tables.indexOf('laughs')).toBeLessThan(tables.indexOf('clips'))
  }
  expect(reachedFrom(db, 'clip').map(({ table }) => table)).not.toContain('videos')
})

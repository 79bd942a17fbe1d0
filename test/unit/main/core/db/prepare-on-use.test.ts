import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareOnUse } from '#core/db/prepare-on-use.ts'
import { openStudy } from '#core/study.ts'
import { aStudy } from '../../../../helpers/a-study.ts'

describe('a statement that is compiled when it is first used', () => {
  let db: Database
  beforeEach(() => {
    db = new BetterSqlite(':memory:')
    db.exec(
      "CREATE TABLE raters (id INTEGER PRIMARY KEY, code TEXT); INSERT INTO raters (code) VALUES ('AB'), ('CD')",
    )
    prepareOnUse(db)
  })
  afterEach(() => {
    db.close()
  })

  it('reads, writes and goes through rows as any other', () => {
    const all = db.prepare<[], { id: number; code: string }>('SELECT * FROM raters ORDER BY id')
    expect(db.prepare('INSERT INTO raters (code) VALUES (?)').run('EF')).toEqual({
      changes: 1,
      lastInsertRowid: 3,
    })
    expect(all.all().map(({ code }) => code)).toEqual(['AB', 'CD', 'EF'])
    expect([...all.iterate()]).toEqual(all.all())
    expect(db.prepare<[number], { code: string }>('SELECT code FROM raters WHERE id = ?').get(2)).toEqual({
      code: 'CD',
    })
    expect(all.columns().map(({ name }) => name)).toEqual(['id', 'code'])
    expect([all.source, all.reader, all.readonly, all.busy]).toEqual([
      'SELECT * FROM raters ORDER BY id',
      true,
      true,
      false,
    ])
  })

  it('is in the modes that it was set to before and after', () => {
    const codes = db.prepare<[], string>('SELECT code, id FROM raters ORDER BY id').pluck()
    expect(codes.all()).toEqual(['AB', 'CD'])
    expect(codes.pluck(false).raw().all()).toEqual([
      ['AB', 1],
      ['CD', 2],
    ])
    expect(db.prepare('SELECT id FROM raters').safeIntegers().pluck().get()).toBe(1n)
    expect(db.prepare('SELECT code FROM raters').expand().get()).toEqual({ raters: { code: 'AB' } })
    expect(db.prepare('SELECT code FROM raters WHERE id = ?').bind(2).pluck().get()).toBe('CD')
  })

  it('is compiled once, and not where it is not used', () => {
    const compile = vi.spyOn(BetterSqlite.prototype, 'prepare')
    const plain = new BetterSqlite(':memory:')
    prepareOnUse(plain)
    plain.prepare('SELECT id FROM nowhere')
    const one = plain.prepare('SELECT 1').pluck()
    expect([one.get(), one.get()]).toEqual([1, 1])
    expect(compile.mock.calls).toEqual([['SELECT 1']])
    expect(() => plain.prepare('SELECT id FROM nowhere').get()).toThrow('no such table')
    compile.mockRestore()
    plain.close()
  })

  it('of a study is compiled when the study needs it', () => {
    const { study, environment } = aStudy()
    study.close()
    const compile = vi.spyOn(BetterSqlite.prototype, 'prepare')
    const isCompiled = (): boolean => compile.mock.calls.some(([sql]) => sql.includes('INSERT INTO raters'))
    const again = openStudy(study.folder, environment)
    expect(isCompiled()).toBe(false)
    again.raters.ensure('AB')
    expect(isCompiled()).toBe(true)
    compile.mockRestore()
    again.close()
  })
})

import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openDatabase } from '#core/db/open.ts'
import type { OpenOptions } from '#core/db/open.ts'
import { inTransaction } from '#core/db/sql.ts'
import { makeReadOnly } from '../../../../helpers/read-only-folder.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

function open(folder: string, changes: Partial<OpenOptions> = {}) {
  const opened = openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null, ...changes })
  onTestFinished(opened.close)
  return opened
}

const codes = (db: BetterSqlite.Database) => db.prepare('SELECT code FROM patients ORDER BY id').pluck().all()

/** A study with one patient, closed in order. */
function aClosedStudy(): string {
  const folder = tempFolder()
  const { db, close } = open(folder, { create: true })
  db.exec("INSERT INTO patients VALUES (1, 'P001', '')")
  close()
  return folder
}

/** As a program leaves it that was killed: what was saved last is in the log only. */
function aStudyWithLog(): string {
  const folder = aClosedStudy()
  const left = tempFolder()
  const { db } = open(folder)
  db.exec("INSERT INTO patients VALUES (2, 'P002', '')")
  for (const name of ['study.sqlite', 'study.sqlite-wal']) copyFileSync(join(folder, name), join(left, name))
  return left
}

const copiesLeft = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`emoclip-look-${process.pid}-`))

describe('a study that cannot be written', () => {
  it('is opened to look at it, and left as it was', () => {
    const folder = aClosedStudy()
    makeReadOnly(folder)
    expect(codes(open(folder, { readonly: true }).db)).toEqual(['P001'])
    expect(codes(open(folder, { lookIfReadonly: true }).db)).toEqual(['P001'])
    expect(readdirSync(folder)).toEqual(['study.lock', 'study.sqlite'])
  })

  it('shows what is in its log only, and leaves no copy behind', () => {
    const folder = aStudyWithLog()
    makeReadOnly(folder)
    const looked = open(folder, { readonly: true })
    expect(codes(looked.db)).toEqual(['P001', 'P002'])
    looked.close()
    expect(copiesLeft()).toEqual([])
  })

  it('refuses edits in one sentence', () => {
    const folder = aClosedStudy()
    makeReadOnly(folder)
    const { db } = open(folder, { lookIfReadonly: true })
    expect(() => inTransaction(db, () => db.exec('DELETE FROM patients'))).toThrow(
      expect.objectContaining({ code: 'study-readonly' }),
    )
  })

  it('is refused to a caller that means to change it, with the reason', () => {
    const folder = aClosedStudy()
    makeReadOnly(folder)
    expect(() => open(folder)).toThrow(
      expect.objectContaining({
        code: 'study-readonly',
        message: expect.stringContaining('looked at only') as string,
      }),
    )
  })

  it('is read in an older version, too', () => {
    const folder = tempFolder()
    open(folder, { create: true, migrations: migrations.slice(0, 1) }).close()
    const before = readFileSync(join(folder, 'study.sqlite'))
    makeReadOnly(folder)
    const { db } = open(folder, { readonly: true })
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(readFileSync(join(folder, 'study.sqlite')).equals(before)).toBe(true)
  })

  it('is checked like any other', () => {
    const folder = aStudyWithLog()
    const db = new BetterSqlite(join(folder, 'study.sqlite'))
    db.exec('CREATE VIEW patient_codes AS SELECT code FROM patients')
    db.close()
    makeReadOnly(folder)
    expect(() => open(folder, { readonly: true })).toThrow(expect.objectContaining({ code: 'study-foreign' }))
  })

  it('clears copies of programs that were killed', () => {
    const forgotten = join(tmpdir(), 'emoclip-look-999999999-test')
    mkdirSync(forgotten, { recursive: true })
    writeFileSync(join(forgotten, 'study.sqlite'), '')
    const folder = aStudyWithLog()
    makeReadOnly(folder)
    open(folder, { readonly: true })
    expect(readdirSync(tmpdir())).not.toContain('emoclip-look-999999999-test')
  })
})

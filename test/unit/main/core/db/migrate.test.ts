import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { latestVersion, migrate, schemaVersion } from '#core/db/migrate.ts'
import type { Migration } from '#core/db/migrate.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb, rowsOf } from '../../../../helpers/open-test-db.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

const first: Migration = {
  version: 1,
  name: 'first',
  up: (db) => db.exec('CREATE TABLE notes (text TEXT)'),
}
const second: Migration = {
  version: 2,
  name: 'second',
  up: (db) => db.exec("ALTER TABLE notes ADD COLUMN rater TEXT DEFAULT 'AB'"),
}
const broken: Migration = {
  version: 2,
  name: 'broken',
  up(db) {
    db.exec('CREATE TABLE half (id INTEGER)')
    throw new Error('power cut')
  },
}

function aFile() {
  const folder = tempFolder()
  const db = new BetterSqlite(join(folder, 'study.sqlite'))
  onTestFinished(() => {
    db.close()
  })
  return {
    db,
    backup: { folder: join(folder, 'backups'), stamp: '2024-05-03T10-00-00', sqliteBinding: null },
  }
}

describe('migrate', () => {
  it('brings an empty file to the newest version without a backup', () => {
    const { db, backup } = aFile()
    expect(migrate(db, [first, second], backup)).toBeNull()
    expect(schemaVersion(db)).toBe(2)
    expect(existsSync(backup.folder)).toBe(false)
  })

  it('copies a file with data before it changes it, and keeps the data', () => {
    const { db, backup } = aFile()
    migrate(db, [first], backup)
    db.exec("INSERT INTO notes VALUES ('seen')")
    const file = migrate(db, [first, second], backup)
    expect(rowsOf(db, 'notes')).toEqual([{ text: 'seen', rater: 'AB' }])
    expect(file).toBe(join(backup.folder, 'study-v1-2024-05-03T10-00-00.sqlite'))
    const copy = new BetterSqlite(file ?? '', { readonly: true })
    expect([schemaVersion(copy), rowsOf(copy, 'notes')]).toEqual([1, [{ text: 'seen' }]])
    copy.close()
  })

  it('never writes over an earlier backup', () => {
    const { db, backup } = aFile()
    migrate(db, [first], backup)
    expect(() => migrate(db, [first, broken], backup)).toThrow('power cut')
    migrate(db, [first, second], backup)
    expect(readdirSync(backup.folder)).toHaveLength(2)
  })

  it('takes tables and version back together when a step fails', () => {
    const { db, backup } = aFile()
    migrate(db, [first], backup)
    expect(() => migrate(db, [first, broken], backup)).toThrow('power cut')
    expect(schemaVersion(db)).toBe(1)
    const tables = db.prepare('SELECT name FROM sqlite_schema').pluck().all()
    expect(tables).toEqual(['notes'])
  })

  it('refuses a file of a newer program and leaves it alone', () => {
    const { db, backup } = aFile()
    migrate(db, [first, second], backup)
    expect(() => migrate(db, [first], backup)).toThrow(expect.objectContaining({ code: 'study-newer' }))
    expect(schemaVersion(db)).toBe(2)
  })

  it('notices a gap in the numbers', () => {
    expect(() => latestVersion([first, { ...second, version: 3 }])).toThrow('number 3, not 2')
  })
})

describe('the released migrations', () => {
  it('are numbered without gaps and make strict tables only', () => {
    expect(latestVersion(migrations)).toBe(migrations.length)
    const loose = openTestDb()
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all()
    expect(loose).toEqual([])
  })

  it('refuse a score that is neither a value nor a reason', () => {
    const db = openTestDb()
    db.exec(`
      INSERT INTO patients VALUES (1, 'P001', '');
      INSERT INTO sessions VALUES (1, 1, 'baseline', NULL, 0, '', NULL);
      INSERT INTO raters (id, code, created_utc) VALUES (1, 'AB', '');
      INSERT INTO scales VALUES ('s', 'S', 'user', '{}');
      INSERT INTO scale_items VALUES ('s', 'i', 's_i', 'I', 0, 4, 1, 0);`)
    const insert = db.prepare(
      `INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic, updated_utc)
       VALUES (1, 1, 's', 'i', ?, ?, 'typed', 0, '2024-05-03T10:00:00.000Z')`,
    )
    expect(() => insert.run(null, null)).toThrow('CHECK')
    expect(() => insert.run(1, 'refused')).toThrow('CHECK')
    expect(insert.run(1, null).changes).toBe(1)
  })
})

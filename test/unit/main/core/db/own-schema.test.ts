import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openDatabase } from '#core/db/open.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

/** A study of a version, into which foreign SQL was put. */
function aReceivedStudy(sql: string, version = migrations.length): string {
  const folder = tempFolder()
  const file = join(folder, 'study.sqlite')
  openDatabase({
    file,
    sqliteBinding: null,
    create: true,
    migrations: migrations.slice(0, version),
  }).close()
  const db = new BetterSqlite(file)
  db.unsafeMode(true)
  db.exec(sql)
  db.close()
  return folder
}

function open(folder: string, readOnly = false) {
  const opened = openDatabase({
    file: join(folder, 'study.sqlite'),
    sqliteBinding: null,
    readonly: readOnly,
  })
  onTestFinished(opened.close)
  return opened
}

const allRatingsBecomeOne = `CREATE TRIGGER tidy AFTER INSERT ON scores BEGIN UPDATE scores SET value = 1; END`

const rewrite = (from: string, to: string): string => `
  PRAGMA writable_schema = ON;
  UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'scores';
  PRAGMA writable_schema = RESET;`

describe('requireOwnSchema', () => {
  it.each([
    ['a trigger', allRatingsBecomeOne, 'the trigger “tidy”, which this program does not make'],
    ['a view', 'CREATE VIEW v AS SELECT 1', 'the view “v”'],
    ['an index', 'CREATE INDEX i ON scores (value)', 'the index “i”'],
    ['a table', 'CREATE TABLE t (a)', 'the table “t”'],
    ['a lost table', 'DROP TABLE imports', 'lacks the table “imports”'],
    ['a lost index', 'DROP INDEX annotations_of_clip', 'lacks the index “annotations_of_clip”'],
    [
      'a lost constraint',
      rewrite('CHECK ((value IS NULL) <> (missing_reason IS NULL))', 'CHECK (1)'),
      'the table “scores” in another form',
    ],
    [
      'a column that computes',
      'ALTER TABLE scores ADD COLUMN doubled INTEGER AS (value * 2) VIRTUAL',
      'the table “scores” in another form',
    ],
    ['a virtual table', 'CREATE VIRTUAL TABLE words USING fts5 (text)', 'the table “words”'],
    ['a name over two lines', 'CREATE TABLE "one\ntwo" (a)', 'the table “one?two”'],
  ])('refuses a study with %s and names it', (_, sql, named) => {
    const folder = aReceivedStudy(sql)
    const before = readFileSync(join(folder, 'study.sqlite'))
    for (const readOnly of [false, true]) {
      expect(() => open(folder, readOnly)).toThrow(
        expect.objectContaining({
          code: 'study-foreign',
          message: expect.stringContaining(named) as string,
        }),
      )
    }
    expect(readFileSync(join(folder, 'study.sqlite')).equals(before)).toBe(true)
  })

  it('refuses it in a study of an older version before it is migrated', () => {
    const folder = aReceivedStudy(allRatingsBecomeOne, 1)
    expect(() => open(folder)).toThrow(expect.objectContaining({ code: 'study-foreign' }))
    expect(readdirSync(folder)).not.toContain('backups')
  })

  it.each(migrations.map(({ version }) => version))(
    'opens a study of version %i that is as it was made',
    (version) => {
      const { db } = open(aReceivedStudy('', version))
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    },
  )

  it('takes what SQLite’s own tools leave in any database', () => {
    const folder = aReceivedStudy("INSERT INTO patients VALUES (1, 'P001', ''); ANALYZE; VACUUM")
    expect(open(folder).db.prepare('SELECT code FROM patients').pluck().all()).toEqual(['P001'])
  })

  it('lets no schema call what could do harm', () => {
    const { db } = open(aReceivedStudy(''))
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0)
    expect(db.pragma('cell_size_check', { simple: true })).toBe(1)
  })
})

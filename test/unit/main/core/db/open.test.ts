import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openDatabase } from '#core/db/open.ts'
import type { OpenOptions } from '#core/db/open.ts'
import { inTransaction } from '#core/db/sql.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

function open(folder: string, changes: Partial<OpenOptions> = {}) {
  const opened = openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null, ...changes })
  onTestFinished(opened.close)
  return opened
}

function failure(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

describe('openDatabase', () => {
  it('keeps a log, checks references and flushes every commit', () => {
    const { db } = open(tempFolder(), { create: true })
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect(['journal_mode', 'foreign_keys', 'synchronous'].map(pragma)).toEqual(['wal', 1, 2])
  })

  it('says that a folder without the file is no study, and makes nothing there', () => {
    const folder = tempFolder()
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-unreadable' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a database of another program without changing it', () => {
    const folder = tempFolder()
    const file = join(folder, 'study.sqlite')
    const other = new BetterSqlite(file)
    other.exec('CREATE TABLE bookmarks (url TEXT)')
    other.close()
    const before = readFileSync(file)
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-unreadable' })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it.each([
    ['text', 'not a database at all, however long it may be'.repeat(100)],
    ['a cut-off header', 'SQLite format 3\0'],
  ])('calls a file that is %s damaged', (_, content) => {
    const folder = tempFolder()
    writeFiles(folder, { 'study.sqlite': content })
    expect(failure(() => open(folder))).toMatchObject({
      code: expect.stringMatching(/damaged|unreadable/) as string,
    })
  })

  it('notices pages that were overwritten, and says where a copy may be', () => {
    const folder = tempFolder()
    const opened = open(folder, { create: true })
    const insert = opened.db.prepare("INSERT INTO patients (code, created_utc) VALUES (?, '')")
    inTransaction(opened.db, () => {
      for (let index = 0; index < 5000; index += 1) insert.run(`P${String(index)}`)
    })
    opened.close()
    const handle = openSync(join(folder, 'study.sqlite'), 'r+')
    const { length } = readFileSync(join(folder, 'study.sqlite'))
    writeSync(handle, Buffer.alloc(8192, 0x5a), 0, 8192, length - 3 * 4096)
    closeSync(handle)
    expect(failure(() => open(folder))).toMatchObject({
      code: 'study-damaged',
      message: expect.stringContaining('Put back one of the study’s backups') as string,
    })
  })

  it('refuses a newer study', () => {
    const folder = tempFolder()
    open(folder, { create: true }).close()
    const db = new BetterSqlite(join(folder, 'study.sqlite'))
    db.pragma('user_version = 99')
    db.close()
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-newer' })
    expect(failure(() => open(folder, { readonly: true }))).toMatchObject({ code: 'study-newer' })
  })

  it('backs an older study up before it migrates it', () => {
    const folder = tempFolder()
    open(folder, { create: true }).close()
    const next = { version: migrations.length + 1, name: 'next', up: () => undefined }
    const now = () => new Date('2024-05-03T10:00:00.000Z')
    const options = { migrations: [...migrations, next], now }
    expect(open(folder, { ...options, readonly: true }).backupFile).toBeNull()
    const { backupFile } = open(folder, options)
    const name = `study-v${String(migrations.length)}-2024-05-03T10-00-00-000Z.sqlite`
    expect(backupFile).toBe(join(folder, 'backups', name))
  })

  it('lets one program write at a time and others look', () => {
    const folder = tempFolder()
    const writer = open(folder, { create: true })
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-busy' })
    writer.db.exec("INSERT INTO patients VALUES (1, 'P001', '')")
    const reader = open(folder, { readonly: true })
    expect(reader.db.prepare('SELECT code FROM patients').pluck().all()).toEqual(['P001'])
    expect(
      failure(() => inTransaction(reader.db, () => reader.db.exec('DELETE FROM patients'))),
    ).toMatchObject({
      code: 'study-readonly',
    })
    writer.close()
    expect(open(folder).db.open).toBe(true)
  })

  it('is not kept out by a writer that was killed, and finds what that one had committed', async () => {
    const folder = tempFolder()
    open(folder, { create: true }).close()
    const script = join(folder, 'writer.mjs')
    writeFileSync(
      script,
      `import { openDatabase } from ${JSON.stringify(import.meta.resolve('#core/db/open.ts'))}
       const { db } = openDatabase({ file: ${JSON.stringify(join(folder, 'study.sqlite'))}, sqliteBinding: null })
       db.exec("INSERT INTO patients VALUES (1, 'P001', '')")
       db.exec("BEGIN; INSERT INTO patients VALUES (2, 'P002', '')")
       globalThis.gc()
       process.send('ready')
       setInterval(() => {}, 1000)`,
    )
    // A connection that works with the database alone has not released the study.
    const child = fork(script, { execArgv: ['--expose-gc'] })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    await once(child, 'message')
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-busy' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { db } = open(folder)
    expect(db.prepare('SELECT code FROM patients').pluck().all()).toEqual(['P001'])
  })

  it.each([
    ['is text', 'not a lock at all'.repeat(100)],
    ['is a database that was cut off', 'SQLite format 3\0'],
  ])('is not kept out by a lock file that %s', (_, content) => {
    const folder = tempFolder()
    open(folder, { create: true }).close()
    writeFiles(folder, { 'study.lock': content })
    const first = open(folder)
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-busy' })
    first.close()
    expect(open(folder).db.open).toBe(true)
  })

  it('blames the lock file, not the study, where it cannot be used', () => {
    const folder = tempFolder()
    open(folder, { create: true }).close()
    rmSync(join(folder, 'study.lock'))
    mkdirSync(join(folder, 'study.lock'))
    expect(failure(() => open(folder))).toMatchObject({
      code: 'study-unreadable',
      message: expect.stringContaining('“study.lock”') as string,
    })
  })

  it('notices a row that its index does not know', () => {
    const folder = tempFolder()
    const { db, close } = open(folder, { create: true })
    db.exec("INSERT INTO patients VALUES (1, 'P001', '')")
    close()
    const file = join(folder, 'study.sqlite')
    const content = readFileSync(file)
    content[content.indexOf('P001')] = 'Q'.charCodeAt(0)
    writeFileSync(file, content)
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-damaged' })
  })

  it('notices a reference to what is not there', () => {
    const folder = tempFolder()
    const { db, close } = open(folder, { create: true })
    db.pragma('foreign_keys = OFF')
    db.exec(`INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic, updated_utc)
      VALUES (7, 7, 's', 'i', 1, NULL, 'typed', 0, '')`)
    close()
    expect(failure(() => open(folder))).toMatchObject({ code: 'study-damaged' })
  })

  it('says that the disk is full when it is', () => {
    const { db } = open(tempFolder(), { create: true })
    db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`)
    const fill = () =>
      inTransaction(db, () => {
        const insert = db.prepare("INSERT INTO patients (code, created_utc) VALUES (?, '')")
        for (let index = 0; index < 5000; index += 1) insert.run(`P${String(index)}`)
      })
    expect(failure(fill)).toMatchObject({ code: 'disk-full' })
    expect(db.prepare('SELECT count(*) FROM patients').pluck().get()).toBe(0)
  })
})

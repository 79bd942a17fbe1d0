import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backUpInThread } from '#core/db/backup-thread.ts'
import { connect } from '#core/db/connect.ts'
import { dueBackup, makeDailyBackup } from '#core/db/daily-backup.ts'
import { openDatabase } from '#core/db/open.ts'
import { copyVerified } from '#core/db/verified-copy.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const today = new Date(2026, 2, 9, 12)

function aStudyFile() {
  const folder = tempFolder()
  const file = join(folder, 'study.sqlite')
  const opened = openDatabase({ file, sqliteBinding: null, create: true })
  onTestFinished(opened.close)
  const insert = opened.db.prepare("INSERT INTO patients (code, created_utc) VALUES (?, '')")
  insert.run('P001')
  return { folder, file, backups: join(folder, 'backups'), insert, ...opened }
}

function codesIn(file: string): unknown[] {
  const db = new BetterSqlite(file, { readonly: true })
  const codes = db.prepare('SELECT code FROM patients ORDER BY id').pluck().all()
  db.close()
  return codes
}

describe('the backup of the day', () => {
  it('holds what was saved up to now, and is its owner’s alone', () => {
    const { file, backups } = aStudyFile()
    const due = dueBackup(file, null, today)
    makeDailyBackup(due!)
    const made = join(backups, 'study-2026-03-09.sqlite')
    expect(readdirSync(backups)).toEqual(['study-2026-03-09.sqlite'])
    expect(codesIn(made)).toEqual(['P001'])
    if (process.platform !== 'win32') expect(statSync(made).mode & 0o777).toBe(0o600)
  })

  it('is made in a thread of its own just the same', async () => {
    const { file, backups } = aStudyFile()
    await backUpInThread()(dueBackup(file, null, today)!)
    expect(codesIn(join(backups, 'study-2026-03-09.sqlite'))).toEqual(['P001'])
  })

  it('is made once a day', () => {
    const { file, insert } = aStudyFile()
    makeDailyBackup(dueBackup(file, null, today)!)
    insert.run('P002')
    expect(dueBackup(file, null, today)).toBeNull()
    expect(dueBackup(file, null, new Date(2026, 2, 10))).not.toBeNull()
  })

  it('is not made when nothing changed since the newest, however often the study is opened', () => {
    const { file, close } = aStudyFile()
    close()
    makeDailyBackup(dueBackup(file, null, today)!)
    openDatabase({ file, sqliteBinding: null }).close()
    expect(dueBackup(file, null, new Date(2026, 2, 10))).toBeNull()
  })

  it('clears what a backup that was cut off left, and removes what is no longer kept', () => {
    const { file, backups } = aStudyFile()
    const old = Array.from(
      { length: 20 },
      (_, index) => `study-2025-12-${String(index + 1).padStart(2, '0')}.sqlite`,
    )
    writeFiles(
      backups,
      Object.fromEntries([...old, 'study-2026-03-08.sqlite.part'].map((name) => [name, ''])),
    )
    makeDailyBackup({ file, name: 'study-2026-03-09.sqlite', sqliteBinding: null })
    const left = readdirSync(backups)
    expect(left).not.toContain('study-2026-03-08.sqlite.part')
    expect(left).not.toContain('study-2025-12-01.sqlite')
    expect(left).toContain('study-2026-03-09.sqlite')
    expect(left).toHaveLength(9)
  })

  it('leaves no half file, and the older ones in place, when the study is damaged', () => {
    const { file, backups, db, insert, close } = aStudyFile()
    db.transaction(() => {
      for (let index = 0; index < 5000; index += 1) insert.run(`Q${String(index)}`)
    })()
    close()
    const handle = new BetterSqlite(file)
    const pages = handle.pragma('page_count', { simple: true }) as number
    handle.close()
    const content = readFileSync(file)
    content.fill(0x5a, (pages - 3) * 4096, (pages - 1) * 4096)
    writeFileSync(file, content)
    writeFiles(backups, { 'study-2026-03-08.sqlite': '' })
    expect(() => {
      makeDailyBackup({ file, name: 'study-2026-03-09.sqlite', sqliteBinding: null })
    }).toThrow()
    expect(readdirSync(backups)).toEqual(['study-2026-03-08.sqlite'])
  })

  it('says that it could not be written, and leaves no half file', () => {
    const { file, backups, folder } = aStudyFile()
    writeFileSync(join(folder, 'backups'), 'a file where the folder goes')
    expect(() => {
      makeDailyBackup(dueBackup(file, null, today)!)
    }).toThrow()
    expect(existsSync(join(backups, 'study-2026-03-09.sqlite'))).toBe(false)
  })
})

describe('copyVerified', () => {
  it('leaves no half file where there is no room, and says so', () => {
    const { file } = aStudyFile()
    const db = connect({ file, sqliteBinding: null })
    onTestFinished(() => {
      db.close()
    })
    const target = join(tempFolder(), 'copy.sqlite')
    const full = new BetterSqlite.SqliteError('database or disk is full', 'SQLITE_FULL')
    const prepare = db.prepare.bind(db)
    Object.defineProperty(db, 'prepare', {
      value: (sql: string) => {
        if (!sql.startsWith('VACUUM')) return prepare(sql)
        writeFileSync(`${target}.part`, 'half')
        writeFileSync(`${target}.part-journal`, 'half')
        throw full
      },
    })
    expect(() => {
      copyVerified(db, target, null)
    }).toThrow(expect.objectContaining({ code: 'disk-full' }))
    expect(readdirSync(dirname(target))).toEqual([])
  })
})

import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeDailyBackup } from '#core/db/daily-backup.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { openDatabase } from '#core/db/open.ts'
import { listBackups, restoreStudy } from '#core/db/restore.ts'
import { addSession } from '../../../../helpers/memory-study.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const now = new Date('2026-03-09T10:11:12.345Z')

function open(folder: string, versions = migrations.length) {
  const opened = openDatabase({
    file: join(folder, 'study.sqlite'),
    sqliteBinding: null,
    create: true,
    migrations: migrations.slice(0, versions),
  })
  onTestFinished(opened.close)
  return opened
}

function codes(folder: string): unknown[] {
  const { db, close } = openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null })
  const found = db.prepare('SELECT code FROM patients ORDER BY id').pluck().all()
  close()
  return found
}

/** A closed study with P001 in its backup, and P002 besides in its file. */
function aStudyWithBackup(): string {
  const folder = tempFolder()
  const { db, close } = open(folder)
  db.exec("INSERT INTO study VALUES (1, 'Trial', ''); INSERT INTO patients VALUES (1, 'P001', '')")
  const file = join(folder, 'study.sqlite')
  makeDailyBackup({ file, name: 'study-2026-03-08.sqlite', sqliteBinding: null })
  db.exec("INSERT INTO patients VALUES (2, 'P002', '')")
  close()
  return folder
}

const restore = (studyFolder: string, from = join(studyFolder, 'backups', 'study-2026-03-08.sqlite')) =>
  restoreStudy({ studyFolder, from, sqliteBinding: null, now })

describe('listBackups', () => {
  it('tells what is in each, and what is wrong with one', () => {
    const folder = aStudyWithBackup()
    writeFiles(folder, { 'backups/study-2026-03-07.sqlite': 'no database at all'.repeat(100) })
    const listed = listBackups(folder, null)
    expect(listed.find(({ name }) => name === 'study-2026-03-08.sqlite')).toMatchObject({
      isDaily: true,
      problem: null,
      contents: { title: 'Trial', patients: 1, sessions: 0, captions: 0, scores: 0, lastEditUtc: null },
    })
    expect(listed.find(({ name }) => name === 'study-2026-03-07.sqlite')).toMatchObject({
      contents: null,
      problem: expect.stringContaining('damaged') as string,
    })
  })

  it.each([
    ['of before there were tiers', 15, 'captions (clip_id', '1'],
    [
      'of today',
      migrations.length,
      'annotations (tier_id, span_kind, value_kind, created_utc, clip_id',
      "1, 'clip-or-interval', 'text', '', 1",
    ],
  ])('counts the captions with a text of a backup %s', (_, version, columns, values) => {
    const folder = tempFolder()
    const { db, close } = open(folder, version)
    db.exec(`
      INSERT INTO study VALUES (1, 'Trial', '');
      INSERT INTO raters (id, code, created_utc) VALUES (1, 'AB', ''), (2, 'CD', ''), (3, 'EF', '');`)
    addSession(db, { patient: 'P001' })
    for (const [rater, text, at] of [
      [1, 'Smiles', '2026-01-01'],
      [2, 'Frowns', '2026-01-03'],
      [3, '', '2026-01-02'],
    ]) {
      db.prepare(
        `INSERT INTO ${columns}, rater_id, text, origin, revision, updated_utc)
         SELECT ${values}, rater, text, 'typed', 1, at FROM (SELECT ? AS rater, ? AS text, ? AS at)`,
      ).run(rater, text, at)
    }
    makeDailyBackup({
      file: join(folder, 'study.sqlite'),
      name: 'study-2026-03-08.sqlite',
      sqliteBinding: null,
    })
    close()
    expect(listBackups(folder, null)).toMatchObject([
      { problem: null, contents: { captions: 2, lastEditUtc: '2026-01-03' } },
    ])
  })

  it('is empty for a study without any', () => {
    expect(listBackups(tempFolder(), null)).toEqual([])
  })
})

describe('restoreStudy', () => {
  it('puts the backup in place of a damaged file and keeps that with its log', () => {
    const folder = aStudyWithBackup()
    const damaged = Buffer.alloc(8192, 0x5a)
    writeFileSync(join(folder, 'study.sqlite'), damaged)
    writeFileSync(join(folder, 'study.sqlite-wal'), 'log')
    const aside = restore(folder)
    expect(codes(folder)).toEqual(['P001'])
    expect(aside).toBe('replaced/2026-03-09T10-11-12-345Z')
    const kept = join(folder, aside!)
    expect(readdirSync(kept).sort()).toEqual(['study.sqlite', 'study.sqlite-wal'])
    expect(readFileSync(join(kept, 'study.sqlite')).equals(damaged)).toBe(true)
    expect(readdirSync(folder)).not.toContain('study.sqlite.restored')
  })

  it('keeps both when it is done twice at one moment', () => {
    const folder = aStudyWithBackup()
    expect([restore(folder), restore(folder)]).toEqual([
      'replaced/2026-03-09T10-11-12-345Z',
      'replaced/2026-03-09T10-11-12-345Z-2',
    ])
  })

  it('puts back a study whose file is missing, which opening it calls for', () => {
    const folder = aStudyWithBackup()
    rmSync(join(folder, 'study.sqlite'))
    expect(() => codes(folder)).toThrow('Put back one of the study’s backups')
    expect(restore(folder)).toBeNull()
    expect(codes(folder)).toEqual(['P001'])
  })

  it('takes a backup of an older version', () => {
    const folder = aStudyWithBackup()
    const older = tempFolder()
    const { db, close } = open(older, 1)
    db.exec("INSERT INTO patients VALUES (1, 'old', '')")
    close()
    restore(folder, join(older, 'study.sqlite'))
    expect(codes(folder)).toEqual(['old'])
  })

  it('takes what is only in the log of another study’s file', () => {
    const folder = aStudyWithBackup()
    const [other, left] = [tempFolder(), tempFolder()]
    const { db } = open(other)
    db.exec("INSERT INTO patients VALUES (1, 'logged', '')")
    for (const name of ['study.sqlite', 'study.sqlite-wal']) copyFileSync(join(other, name), join(left, name))
    restore(folder, join(left, 'study.sqlite'))
    expect(codes(folder)).toEqual(['logged'])
  })

  it.each<[string, string, (file: string) => void]>([
    [
      'is damaged itself',
      'study-damaged',
      (file) => {
        const content = readFileSync(file)
        content.fill(0x5a, 3 * 4096)
        writeFileSync(file, content)
      },
    ],
    [
      'is no study',
      'study-damaged',
      (file) => {
        writeFileSync(file, 'text'.repeat(1000))
      },
    ],
    [
      'is not there',
      'not-found',
      (file) => {
        rmSync(file)
      },
    ],
  ])('touches nothing when the backup %s', (_, code, spoil) => {
    const folder = aStudyWithBackup()
    spoil(join(folder, 'backups', 'study-2026-03-08.sqlite'))
    const before = readFileSync(join(folder, 'study.sqlite'))
    expect(() => restore(folder)).toThrow(expect.objectContaining({ code }))
    expect(readFileSync(join(folder, 'study.sqlite')).equals(before)).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['backups', 'study.lock', 'study.sqlite'])
  })

  it('does not replace a study that is open', () => {
    const folder = aStudyWithBackup()
    open(folder)
    expect(() => restore(folder)).toThrow(expect.objectContaining({ code: 'study-busy' }))
  })
})

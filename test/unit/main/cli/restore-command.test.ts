import { copyFileSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeDailyBackup } from '#core/db/daily-backup.ts'
import { aStudy } from '../../../helpers/a-study.ts'
import { cli, cliDocument } from '../../../helpers/cli.ts'
import { writeFiles } from '../../../helpers/temp-folder.ts'

let folder = ''
const file = (): string => join(folder, 'study.sqlite')
const backups = (): string => join(folder, 'backups')
const older = 'study-2026-01-02.sqlite'
const newer = 'study-2026-01-03.sqlite'

const run = (...args: string[]) => cli(dirname(folder), args)
const json = (...args: string[]) => cliDocument(dirname(folder), ...args)

function addPatient(code: string): void {
  const db = new Database(file())
  db.prepare("INSERT INTO patients (code, created_utc) VALUES (?, '')").run(code)
  db.close()
}

const patientsIn = (sqlite: string): unknown[] => {
  const db = new Database(sqlite, { readonly: true })
  const found = db.prepare('SELECT code FROM patients ORDER BY id').pluck().all()
  db.close()
  return found
}

function backUp(name: string, day: number): void {
  makeDailyBackup({ file: file(), name, sqliteBinding: null })
  const made = new Date(Date.UTC(2026, 0, day))
  utimesSync(join(backups(), name), made, made)
}

/** An older backup knows no patient, the newest knows P001, the study knows P002, too. */
beforeEach(() => {
  const { study } = aStudy()
  study.close()
  folder = study.folder
  backUp(older, 2)
  addPatient('P001')
  backUp(newer, 3)
  addPatient('P002')
})

describe('restore --list', () => {
  it('tells which backups there are, newest first, and what is in each', async () => {
    const { code, stdout, stderr } = await run('restore', 'study', '--list')
    expect([code, stderr]).toEqual([0, ''])
    const [head, first, second, ...more] = stdout.trimEnd().split('\n')
    expect([head, more]).toEqual(['Backups:', []])
    expect(first).toBe(`  ${newer}: 1 patients, 0 sessions, 0 captions, 0 scores`)
    expect(second).toBe(`  ${older}: 0 patients, 0 sessions, 0 captions, 0 scores`)
    expect((await json('restore', 'study', '--list')).document).toMatchObject({
      backups: [
        { contents: { title: 'Test study', patients: 1 } },
        { name: older, contents: { patients: 0 } },
      ],
      failures: [],
    })
    expect(patientsIn(file())).toEqual(['P001', 'P002'])
  })

  it('says of one that cannot be read what is wrong with it, and of a study without any that there is none', async () => {
    writeFiles(backups(), { 'study-2026-01-01.sqlite': 'no database at all'.repeat(100) })
    expect((await run('restore', 'study', '--list')).stdout).toMatch(
      /study-2026-01-01\.sqlite: .*(damaged|no study)/u,
    )
    rmSync(backups(), { recursive: true })
    expect(await run('restore', 'study', '--list')).toMatchObject({
      code: 0,
      stdout: 'There is no backup of this study.\n',
    })
  })
})

describe('restore', () => {
  it('puts the newest backup in the place of a damaged study, which is kept', async () => {
    const damaged = Buffer.alloc(8192, 0x5a)
    writeFileSync(file(), damaged)
    expect((await run('info', 'study')).code).toBe(3)
    const { code, document } = await json('restore', 'study')
    expect(code).toBe(0)
    expect(document).toMatchObject({ study: { title: 'Test study', patients: 1 }, failures: [] })
    expect(patientsIn(file())).toEqual(['P001'])
    const kept = join(folder, String(document['replaced']), 'study.sqlite')
    expect(readFileSync(kept).equals(damaged)).toBe(true)
  })

  it('puts back the one that is named, by its name in the list or by its path', async () => {
    const { code, stdout } = await run('restore', 'study', '--from', older)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Put back .*: Test study, 0 patients, 0 sessions, 0 clips\.\nThe file .* is kept in .*\.\n$/u,
    )
    expect(patientsIn(file())).toEqual([])
    addPatient('P003')
    copyFileSync(file(), join(dirname(folder), 'copy.sqlite'))
    addPatient('P004')
    expect((await run('restore', 'study', '--from', 'copy.sqlite')).code).toBe(0)
    expect(patientsIn(file())).toEqual(['P003'])
  })

  it('passes over a newest backup that cannot be read', async () => {
    writeFiles(backups(), { 'study-2999-01-01.sqlite': 'no database at all'.repeat(100) })
    expect((await run('restore', 'study')).code).toBe(0)
    expect(patientsIn(file())).toEqual(['P001'])
  })

  it.each([
    ['a backup that is not there', ['--from', 'study-1999-01-01.sqlite'], 2],
    ['a file that is no study', ['--from', 'text.sqlite'], 3],
    ['a list and a backup at once', ['--list', '--from', older], 2],
  ])('refuses %s in one sentence and changes nothing', async (_, args, expected) => {
    writeFiles(dirname(folder), { 'text.sqlite': 'no database at all'.repeat(100) })
    const before = readFileSync(file())
    const { code, document } = await json('restore', 'study', ...args)
    expect(code).toBe(expected)
    expect(document).toMatchObject({ error: { message: expect.any(String) as string } })
    expect(readFileSync(file()).equals(before)).toBe(true)
    expect(existsSync(join(folder, 'replaced'))).toBe(false)
  })

  it('says that there is nothing to put back where there is no backup', async () => {
    rmSync(backups(), { recursive: true })
    expect(await run('restore', 'study')).toMatchObject({
      stdout: '',
      stderr: 'There is no backup of this study that can be read.\n',
    })
    expect(patientsIn(file())).toEqual(['P001', 'P002'])
  })
})

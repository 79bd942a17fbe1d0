import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '#core/db/open.ts'
import { inTransaction } from '#core/db/sql.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

function anOpenStudy() {
  const root = tempFolder()
  const folder = join(root, 'study')
  mkdirSync(folder)
  const { db, close } = openDatabase({
    file: join(folder, 'study.sqlite'),
    sqliteBinding: null,
    create: true,
  })
  onTestFinished(close)
  const insert = db.prepare("INSERT INTO patients (code, created_utc) VALUES (?, '')")
  const insertReturning = db.prepare<[string], { code: string }>(
    "INSERT INTO patients (code, created_utc) VALUES (?, '') RETURNING code",
  )
  insert.run('P001')
  const codes = () => db.prepare('SELECT code FROM patients ORDER BY id').pluck().all()
  return { root, folder, db, insert, insertReturning, codes }
}

const moved = expect.objectContaining({
  code: 'study-moved',
  message: expect.stringContaining('was not saved') as string,
}) as Error

describe.skipIf(process.platform === 'win32')('a study whose files go away while it is open', () => {
  it.each<[string, (study: ReturnType<typeof anOpenStudy>) => void]>([
    [
      'its folder was moved away and deleted',
      ({ root, folder }) => {
        renameSync(folder, join(root, 'elsewhere'))
        rmSync(join(root, 'elsewhere'), { recursive: true })
      },
    ],
    [
      'its folder was moved',
      ({ root, folder }) => {
        renameSync(folder, join(root, 'elsewhere'))
      },
    ],
    [
      'its folder was replaced by a copy',
      ({ root, folder }) => {
        cpSync(folder, join(root, 'copy'), { recursive: true })
        renameSync(folder, join(root, 'elsewhere'))
        renameSync(join(root, 'copy'), folder)
      },
    ],
    [
      'its file was replaced',
      ({ folder }) => {
        cpSync(join(folder, 'study.sqlite'), join(folder, 'other.sqlite'))
        renameSync(join(folder, 'other.sqlite'), join(folder, 'study.sqlite'))
      },
    ],
    [
      'its log was deleted',
      ({ folder }) => {
        rmSync(join(folder, 'study.sqlite-wal'))
      },
    ],
  ])('says so at the next write and saves nothing, when %s', (_, goAway) => {
    const study = anOpenStudy()
    goAway(study)
    const { db, insert, insertReturning, codes } = study
    expect(() => insert.run('P002')).toThrow(moved)
    expect(() => insertReturning.get('P003')).toThrow(moved)
    expect(() => inTransaction(db, () => insert.run('P004'))).toThrow(moved)
    expect(() =>
      inTransaction(db, () => {
        inTransaction(db, () => insert.run('P005'))
      }),
    ).toThrow(moved)
    expect(codes()).toEqual(['P001'])
  })

  it('goes on when the folder is put back', () => {
    const { root, folder, insert, codes } = anOpenStudy()
    renameSync(folder, join(root, 'elsewhere'))
    expect(() => insert.run('P002')).toThrow(moved)
    renameSync(join(root, 'elsewhere'), folder)
    insert.run('P002')
    expect(codes()).toEqual(['P001', 'P002'])
  })

  it('can still be read', () => {
    const { folder, codes } = anOpenStudy()
    rmSync(folder, { recursive: true })
    expect(codes()).toEqual(['P001'])
  })
})

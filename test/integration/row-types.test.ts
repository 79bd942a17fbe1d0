import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { anEnvironment } from '../helpers/an-environment.ts'
import { openTestDb } from '../helpers/open-test-db.ts'
import { sqlStatements } from '../helpers/sql-statements.ts'
import type { ColumnKinds, SqlStatement } from '../helpers/sql-statements.ts'

// What a query gives is typed by hand. Here each of them is prepared against the newest schema, and its columns are
// compared with what the source takes a row to be.

const onUse = '#core/db/prepare-on-use.ts'

let statements: readonly SqlStatement[] = []
let prepared: ReadonlySet<string> = new Set()

/** All that is prepared while `work` runs. */
function preparedBy(work: () => void): Set<string> {
  const texts = new Set<string>()
  const { prepare } = BetterSqlite.prototype
  BetterSqlite.prototype.prepare = function record(this: Database, sql: string) {
    texts.add(sql)
    return prepare.call(this, sql)
  } as typeof prepare
  try {
    work()
  } finally {
    BetterSqlite.prototype.prepare = prepare
  }
  return texts
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')

/** A statement as it runs; of one that only running tells in full all that it may be. */
function textsOf({ sql }: SqlStatement): string[] {
  if (!sql.includes(null)) return [sql.join('')]
  const pattern = new RegExp(`^${sql.map((part) => (part === null ? '[^]*' : escaped(part))).join('')}$`, 'u')
  return [...prepared].filter((text) => pattern.test(text))
}

function openDb(): Database {
  const db = openTestDb()
  db.function('folded', (text: unknown) => String(text))
  return db
}

beforeAll(async () => {
  statements = sqlStatements()
  // All of them are to be seen, not those only that are used here; what other files loaded uses the real one.
  vi.resetModules()
  vi.doMock(onUse, () => ({ prepareOnUse: () => undefined }))
  const { createStudy, openStudy } = await import('#core/study.ts')
  const folder = mkdtempSync(join(tmpdir(), 'row-types-'))
  const environment = anEnvironment()
  const study = join(folder, 'study')
  createStudy(study, 'Test study', environment).close()
  // Neither of its making nor of the first opening, which learns what the schema must be: migrations ask for tables of before.
  openStudy(study, environment).close()
  prepared = preparedBy(() => {
    openStudy(study, environment).close()
  })
  rmSync(folder, { recursive: true, force: true })
})
afterAll(() => {
  vi.doUnmock(onUse)
  vi.resetModules()
})

describe('a row as the source types it', () => {
  it('is there in every query', () => {
    const typed = statements.filter(({ row }) => row !== null)
    expect(typed.length).toBeGreaterThan(100)
    expect(typed.filter((each) => textsOf(each).length === 0).map(({ place }) => place)).toEqual([])
  })

  it('has the columns of its query, and numbers, texts and bytes where the schema has them', () => {
    const db = openDb()
    const wrong = statements.flatMap((statement) => {
      const { place, row } = statement
      return row === null
        ? []
        : textsOf(statement).flatMap((sql) => faults(db, sql, row).map((fault) => `${place}: ${fault}`))
    })
    db.close()
    expect([...new Set(wrong)]).toEqual([])
  })

  it('is wrong where it names another column, or takes a number for a text', () => {
    const db = openDb()
    const is = (kind: keyof ColumnKinds): ColumnKinds => ({
      ...{ number: false, string: false, blob: false },
      [kind]: true,
    })
    const row = new Map([
      ['id', is('string')],
      ['code', is('string')],
      ['name', is('string')],
    ])
    expect(faults(db, 'SELECT id, code FROM raters', row)).toEqual(['id is INTEGER', 'no column name'])
    db.close()
  })
})

const kinds = { INTEGER: 'number', REAL: 'number', TEXT: 'string', BLOB: 'blob' } as const

function faults(db: Database, sql: string, row: NonNullable<SqlStatement['row']>): string[] {
  const columns = new Map(
    db
      .prepare(sql)
      .columns()
      .map((column) => [column.name, column]),
  )
  return [...row].flatMap(([name, may]) => {
    const column = columns.get(name)
    if (column === undefined) return [`no column ${name}`]
    const kind = kinds[column.type as keyof typeof kinds]
    return column.type === null || may[kind] ? [] : [`${name} is ${column.type}`]
  })
}

it('every statement fits the newest schema', () => {
  const db = openDb()
  const refused = statements.flatMap((statement) =>
    textsOf(statement).flatMap((sql) => {
      try {
        db.prepare(sql)
        return []
      } catch (error) {
        return [`${statement.place}: ${String(error)}`]
      }
    }),
  )
  db.close()
  expect(refused).toEqual([])
})

import type { Database } from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { connectToMemory } from './connect.ts'
import { applyMigrations } from './migrate.ts'
import type { Migration } from './migrate.ts'

interface SchemaEntry {
  /** `table`, `index`, `trigger` or `view`. */
  readonly type: string
  readonly name: string
  readonly table: string
  /** As it was given; null for what SQLite makes itself. */
  readonly sql: string | null
}

/** What SQLite and its tools may add to any database, word for word. */
const madeBySqlite: readonly string[] = [
  'CREATE TABLE sqlite_sequence(name,seq)',
  'CREATE TABLE sqlite_stat1(tbl,idx,stat)',
  'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)',
]

/**
 * A study may come from anybody, and a trigger in it would change every rating that is saved from then on. So
 * its schema has to be, word for word, what the migrations up to its version make: nothing more, nothing less.
 * Reads the schema only; nothing of it has run by then. Throws AppError `study-foreign`.
 */
export function requireOwnSchema(
  db: Database,
  expected: { migrations: readonly Migration[]; version: number; sqliteBinding: string | null },
): void {
  const own = new Map(schemaAt(expected).map((entry) => [keyOf(entry), entry]))
  for (const entry of readSchema(db)) {
    const counterpart = own.get(keyOf(entry))
    own.delete(keyOf(entry))
    if (counterpart === undefined && madeBySqlite.includes(entry.sql ?? '')) continue
    if (counterpart === undefined) throw foreign(`has ${described(entry)}, which this program does not make`)
    if (counterpart.sql !== entry.sql || counterpart.table !== entry.table) {
      throw foreign(`has ${described(entry)} in another form than this program makes it`)
    }
  }
  const [absent] = own.values()
  if (absent !== undefined) throw foreign(`lacks ${described(absent)}`)
}

/** By version, for each list of migrations: to build a schema takes longer than all else that opening does. */
const known = new WeakMap<readonly Migration[], Map<number, readonly SchemaEntry[]>>()

function schemaAt({
  migrations,
  version,
  sqliteBinding,
}: Parameters<typeof requireOwnSchema>[1]): readonly SchemaEntry[] {
  const versions = known.get(migrations) ?? new Map<number, readonly SchemaEntry[]>()
  const before = versions.get(version)
  if (before !== undefined) return before
  const db = connectToMemory(sqliteBinding)
  try {
    applyMigrations(db, migrations.slice(0, version))
    const schema = readSchema(db)
    known.set(migrations, versions.set(version, schema))
    return schema
  } finally {
    db.close()
  }
}

function readSchema(db: Database): SchemaEntry[] {
  return db
    .prepare<[], SchemaEntry>('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY rowid')
    .all()
}

const keyOf = ({ type, name }: SchemaEntry): string => `${type} ${name}`

/** Names come from an untrusted file: no line breaks, no marks, not endless. */
function described({ type, name }: SchemaEntry): string {
  return `the ${type} “${name.replaceAll(/[^\p{L}\p{N}_ .-]/gu, '?').slice(0, 60)}”`
}

function foreign(what: string): AppError {
  return new AppError(
    'study-foreign',
    `“study.sqlite” ${what}: another program or person changed how the file is built, so that what is saved in it could come out as something else. It was not opened. Put back a backup.`,
  )
}

import type { Database } from 'better-sqlite3'
import type { Removable } from '#shared/domain/removal.ts'

interface ForeignKey {
  readonly table: string
  readonly parent: string
  readonly column: string
  readonly parentColumn: string
}

/** Rows of one table that hang on what is removed. */
export interface Reached {
  readonly table: string
  /** SQL with the id as `@id`. */
  readonly where: string
}

const ROOTS: Readonly<Record<Removable['kind'], string>> = {
  patient: 'patients',
  visit: 'sessions',
  video: 'videos',
  clip: 'clips',
}

/** By the references that the schema declares, so that a table that is added later goes along. */
function foreignKeys(db: Database): ForeignKey[] {
  return db
    .prepare<[], ForeignKey>(
      `SELECT tables.name AS "table", keys."table" AS parent, keys."from" AS "column",
         ifnull(keys."to", 'id') AS parentColumn
       FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
       WHERE tables.type = 'table' ORDER BY tables.name, keys.id, keys.seq`,
    )
    .all()
}

/** Those that refer to others come before these, so that they can be deleted in this order. */
export function reachedFrom(db: Database, kind: Removable['kind']): Reached[] {
  const keys = foreignKeys(db)
  const root = ROOTS[kind]
  const known = new Map<string, { where: string; depth: number } | null>([
    [root, { where: 'id = @id', depth: 0 }],
  ])
  const reach = (table: string): { where: string; depth: number } | null => {
    const found = known.get(table)
    if (found !== undefined) return found
    // Should a table ever refer to itself, that reference leads nowhere new.
    known.set(table, null)
    const ways = keys.flatMap(({ table: from, parent, column, parentColumn }) => {
      const over = from === table ? reach(parent) : null
      if (over === null) return []
      const where = `"${column}" IN (SELECT "${parentColumn}" FROM "${parent}" WHERE ${over.where})`
      return [{ where, depth: over.depth + 1 }]
    })
    const reached =
      ways.length === 0
        ? null
        : {
            where: ways.map(({ where }) => `(${where})`).join(' OR '),
            depth: Math.max(...ways.map(({ depth }) => depth)),
          }
    known.set(table, reached)
    return reached
  }
  for (const { table } of keys) reach(table)
  return [...known]
    .flatMap(([table, reached]) => (reached === null ? [] : [{ table, ...reached }]))
    .sort((a, b) => b.depth - a.depth)
    .map(({ table, where }) => ({ table, where }))
}

import type { Database } from 'better-sqlite3'
import { promptClassesSchema } from '#shared/domain/prompt-set.ts'
import type { PromptClass, PromptSet } from '#shared/domain/prompt-set.ts'

interface PromptSetRow {
  id: number
  name: string
  origin: PromptSet['origin']
  pack_id: string | null
  classes_json: string
}

function toPromptSet(row: PromptSetRow): PromptSet {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    packId: row.pack_id,
    classes: promptClassesSchema.parse(JSON.parse(row.classes_json)),
  }
}

const SELECT = 'SELECT id, name, origin, pack_id, classes_json FROM prompt_sets'

export type PromptSetRepository = ReturnType<typeof createPromptSetRepository>

export function createPromptSetRepository(db: Database) {
  const all = db.prepare<[], PromptSetRow>(`${SELECT} WHERE deleted = 0 ORDER BY origin, pack_id, id`)
  const byId = db.prepare<[number], PromptSetRow>(`${SELECT} WHERE id = ?`)
  const insert = db.prepare<[string, string, string | null, string]>(
    'INSERT INTO prompt_sets (name, origin, pack_id, classes_json) VALUES (?, ?, ?, ?)',
  )
  const setDeleted = db.prepare<[number, number]>('UPDATE prompt_sets SET deleted = ? WHERE id = ?')
  const hidden = db.prepare<[string, string, string], { id: number }>(
    'SELECT id FROM prompt_sets WHERE deleted = 1 AND pack_id = ? AND name = ? AND classes_json = ? ORDER BY id DESC',
  )
  return {
    /** Without the deleted ones; sets of packs first. */
    list: (): PromptSet[] => all.all().map(toPromptSet),
    /** Also a deleted one: predictions made with it still name it. */
    get: (id: number): PromptSet | null => {
      const row = byId.get(id)
      return row === undefined ? null : toPromptSet(row)
    },
    insert: (set: { name: string; packId: string | null; classes: readonly PromptClass[] }): number => {
      const origin = set.packId === null ? 'user' : 'pack'
      return Number(insert.run(set.name, origin, set.packId, JSON.stringify(set.classes)).lastInsertRowid)
    },
    /** Takes it off the list; the row stays for the predictions that were made with it. */
    hide: (id: number): void => {
      setDeleted.run(1, id)
    },
    /** Brings a pack's set back that was there before with the same classes; false when there was none. */
    showAgain: (set: { name: string; packId: string; classes: readonly PromptClass[] }): boolean => {
      const row = hidden.get(set.packId, set.name, JSON.stringify(set.classes))
      if (row !== undefined) setDeleted.run(0, row.id)
      return row !== undefined
    },
  }
}

import type { Database } from 'better-sqlite3'
import { promptClassesSchema } from '#shared/domain/prompt-set.ts'
import type { PromptClass, PromptSet } from '#shared/domain/prompt-set.ts'
import { damagesIn, readEach, readStored } from '../../db/stored-value.ts'

interface PromptSetRow {
  id: number
  name: string
  origin: PromptSet['origin']
  pack_id: string | null
  frame_stride: number | null
  classes_json: string
}

export type NewPromptSetRow = Pick<PromptSet, 'name' | 'packId' | 'frameStride'> & {
  readonly classes: readonly PromptClass[]
}

function toPromptSet(row: PromptSetRow): PromptSet {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    packId: row.pack_id,
    frameStride: row.frame_stride,
    classes: readStored(promptClassesSchema, row.classes_json, `The prompt set “${row.name}”`),
  }
}

const SELECT = 'SELECT id, name, origin, pack_id, frame_stride, classes_json FROM prompt_sets'

export type PromptSetRepository = ReturnType<typeof createPromptSetRepository>

export function createPromptSetRepository(db: Database) {
  const all = db.prepare<[], PromptSetRow>(`${SELECT} WHERE deleted = 0 ORDER BY origin, pack_id, id`)
  const withDeleted = db.prepare<[], PromptSetRow>(`${SELECT} ORDER BY id`)
  const byId = db.prepare<[number], PromptSetRow>(`${SELECT} WHERE id = ?`)
  const insert = db.prepare<[string, string, string | null, number | null, string]>(
    'INSERT INTO prompt_sets (name, origin, pack_id, frame_stride, classes_json) VALUES (?, ?, ?, ?, ?)',
  )
  const setDeleted = db.prepare<[number, number]>('UPDATE prompt_sets SET deleted = ? WHERE id = ?')
  const own = db.prepare<[string], PromptSetRow>(
    `${SELECT} WHERE origin = 'user' AND name = ? ORDER BY deleted, id DESC`,
  )
  const hidden = db.prepare<[string, string, number | null, string], { id: number }>(
    `SELECT id FROM prompt_sets
     WHERE deleted = 1 AND pack_id = ? AND name = ? AND frame_stride IS ? AND classes_json = ? ORDER BY id DESC`,
  )
  return {
    /** Without deleted and damaged ones; sets of packs first. */
    list: (): PromptSet[] => readEach(all.all(), toPromptSet),
    /** One sentence for each set that is damaged, of deleted ones too: predictions name them. */
    damages: (): string[] =>
      damagesIn(
        withDeleted.all(),
        toPromptSet,
        ({ name }) =>
          `The prompt set “${name}” is damaged in the study’s file: it is left out with its predictions, which stay stored.`,
      ),
    /** Also a deleted one: predictions made with it still name it. Throws AppError `study-damaged`. */
    get: (id: number): PromptSet | null => {
      const row = byId.get(id)
      return row === undefined ? null : toPromptSet(row)
    },
    insert: ({ name, packId, frameStride, classes }: NewPromptSetRow): number => {
      const origin = packId === null ? 'user' : 'pack'
      const json = JSON.stringify(classes)
      return Number(insert.run(name, origin, packId, frameStride, json).lastInsertRowid)
    },
    /** Sets of users with this name, deleted ones last; without damaged ones. */
    own: (name: string): PromptSet[] => readEach(own.all(name), toPromptSet),
    /** Brings one back that was taken off the list. */
    show: (id: number): void => {
      setDeleted.run(0, id)
    },
    /** Takes it off the list; the row stays for the predictions that were made with it. */
    hide: (id: number): void => {
      setDeleted.run(1, id)
    },
    /** Brings a pack's set back that was there before just like this; false when there was none. */
    showAgain: (set: NewPromptSetRow & { readonly packId: string }): boolean => {
      const row = hidden.get(set.packId, set.name, set.frameStride, JSON.stringify(set.classes))
      if (row !== undefined) setDeleted.run(0, row.id)
      return row !== undefined
    },
  }
}

import type { Database } from 'better-sqlite3'
import { scaleSchema } from '#shared/domain/scale.ts'
import type { ScaleUse } from '#shared/domain/scale-changes.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { damaged, damagesIn, readEach, readOrNothing, readStored } from '../../db/stored-value.ts'

export type ScaleOrigin = 'built-in' | 'user'

export interface StoredScale {
  readonly scale: Scale
  readonly origin: ScaleOrigin
}

interface ScaleRow {
  id: string
  title: string
  origin: ScaleOrigin
  definition_json: string
}

interface UseRow {
  item_id: string
  ratings: number
  models: number
}

function toScale(row: ScaleRow): StoredScale {
  const what = `The scale “${row.title}”`
  const scale = readStored(scaleSchema, row.definition_json, what)
  // Looked at here: a schema for each row would be compiled for each row.
  if (scale.id !== row.id) throw damaged(what)
  return { scale, origin: row.origin }
}

export type ScaleRepository = ReturnType<typeof createScaleRepository>

/** `shipped`, by id, are read in place of built-in scales that are damaged. */
export function createScaleRepository(db: Database, shipped: ReadonlyMap<string, Scale> = new Map()) {
  const columns = 'id, title, origin, definition_json'
  const all = db.prepare<[], ScaleRow>(`SELECT ${columns} FROM scales ORDER BY rowid`)
  const byId = db.prepare<[string], ScaleRow>(`SELECT ${columns} FROM scales WHERE id = ?`)
  const itemColumns = db
    .prepare<[string], string>('SELECT column_name FROM scale_items WHERE scale_id <> ?')
    .pluck()
  const upsert = db.prepare<[string, string, ScaleOrigin, string]>(`
    INSERT INTO scales (id, title, origin, definition_json) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, origin = excluded.origin,
      definition_json = excluded.definition_json`)
  const upsertItem = db.prepare(`
    INSERT INTO scale_items (scale_id, item_id, column_name, name, min, max, face_visible, position)
    VALUES (@scaleId, @itemId, @column, @name, @min, @max, @faceVisible, @position)
    ON CONFLICT (scale_id, item_id) DO UPDATE SET column_name = excluded.column_name, name = excluded.name,
      min = excluded.min, max = excluded.max, face_visible = excluded.face_visible, position = excluded.position`)
  const use = db.prepare<[string], UseRow>(`
    SELECT item_id, (SELECT count(*) FROM scores WHERE scores.scale_id = scale_items.scale_id AND scores.item_id = scale_items.item_id) AS ratings,
      (SELECT count(*) FROM severity_models WHERE severity_models.scale_id = scale_items.scale_id AND
        CASE WHEN total_json IS NULL THEN severity_models.item_id = scale_items.item_id
        ELSE scale_items.item_id IN (SELECT json_each.value FROM json_each(total_json, '$.items')) END) AS models
    FROM scale_items WHERE scale_id = ?`)
  const freeColumns = db.prepare<[string]>(
    `UPDATE scale_items SET column_name = scale_id || ' ' || item_id WHERE scale_id = ?`,
  )
  const itemIds = db.prepare<[string], string>('SELECT item_id FROM scale_items WHERE scale_id = ?').pluck()
  const removeItem = db.prepare<[string, string]>(
    'DELETE FROM scale_items WHERE scale_id = ? AND item_id = ?',
  )
  const rated = db.prepare<[], string>('SELECT DISTINCT scale_id FROM scores').pluck()
  const removeItems = db.prepare<[string]>('DELETE FROM scale_items WHERE scale_id = ?')
  const remove = db.prepare<[string]>('DELETE FROM scales WHERE id = ?')
  const replacement = ({ id, origin }: ScaleRow): StoredScale | null => {
    const scale = origin === 'built-in' ? shipped.get(id) : undefined
    return scale === undefined ? null : { scale, origin }
  }
  /** Throws AppError `study-damaged` when there is nothing to read in its place either. */
  const read = (row: ScaleRow): StoredScale => readOrNothing(row, toScale) ?? replacement(row) ?? toScale(row)
  const describe = (row: ScaleRow): string => {
    const instead =
      replacement(row) === null
        ? 'it is left out, and what was rated on it stays stored.'
        : 'it is read as the program ships it.'
    return `The scale “${row.title}” is damaged in the study’s file: ${instead}`
  }
  return {
    /** In order of their making; without damaged ones. */
    list: (): StoredScale[] => readEach(all.all(), read),
    /** One sentence for each scale that is damaged. */
    damages: (): string[] => damagesIn(all.all(), toScale, describe),
    /** Damaged or not. */
    has: (id: string): boolean => byId.get(id) !== undefined,
    /** Columns of the items of all scales but one, of damaged scales too. */
    itemColumnsBeside: (id: string): string[] => itemColumns.all(id),
    /** Throws AppError `study-damaged`. */
    get: (id: string): StoredScale | null => {
      const row = byId.get(id)
      return row === undefined ? null : read(row)
    },
    /** What hangs on each of its items; without those on which nothing does. */
    use: (id: string): ScaleUse =>
      Object.fromEntries(
        use
          .all(id)
          .filter(({ ratings, models }) => ratings > 0 || models > 0)
          .map(({ item_id: itemId, ...of }) => [itemId, of]),
      ),
    /** Ids of the scales that have a score. */
    rated: (): string[] => rated.all(),
    /** Only one without a score; foreign keys refuse any other. Call within a transaction. */
    remove: (id: string): void => {
      removeItems.run(id)
      remove.run(id)
    },
    /**
     * Items of a scale that ships are added and corrected, never taken away: scores may point to them. Of a user's own one
     * that is in use cannot go; foreign keys refuse it. Call within a transaction.
     */
    save: (scale: Scale, origin: ScaleOrigin): void => {
      upsert.run(scale.id, scale.title, origin, JSON.stringify(scale))
      if (origin === 'user') {
        const kept = new Set(scale.items.map((item) => item.id))
        for (const id of itemIds.all(scale.id)) if (!kept.has(id)) removeItem.run(scale.id, id)
        // Two items may have changed theirs, and no two may have one for a moment.
        freeColumns.run(scale.id)
      }
      scale.items.forEach((item, position) => {
        upsertItem.run({
          scaleId: scale.id,
          itemId: item.id,
          column: item.column,
          name: item.name,
          min: item.min,
          max: item.max,
          faceVisible: item.faceVisible ? 1 : 0,
          position,
        })
      })
    },
  }
}

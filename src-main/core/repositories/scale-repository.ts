import type { Database } from 'better-sqlite3'
import { scaleSchema } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'

export type ScaleOrigin = 'built-in' | 'user'

export interface StoredScale {
  readonly scale: Scale
  readonly origin: ScaleOrigin
}

interface ScaleRow {
  origin: ScaleOrigin
  definition_json: string
}

function toScale(row: ScaleRow): StoredScale {
  return { scale: scaleSchema.parse(JSON.parse(row.definition_json)), origin: row.origin }
}

export type ScaleRepository = ReturnType<typeof createScaleRepository>

export function createScaleRepository(db: Database) {
  const all = db.prepare<[], ScaleRow>('SELECT origin, definition_json FROM scales ORDER BY rowid')
  const byId = db.prepare<[string], ScaleRow>('SELECT origin, definition_json FROM scales WHERE id = ?')
  const upsert = db.prepare<[string, string, ScaleOrigin, string]>(`
    INSERT INTO scales (id, title, origin, definition_json) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, origin = excluded.origin,
      definition_json = excluded.definition_json`)
  const upsertItem = db.prepare(`
    INSERT INTO scale_items (scale_id, item_id, column_name, name, min, max, face_visible, position)
    VALUES (@scaleId, @itemId, @column, @name, @min, @max, @faceVisible, @position)
    ON CONFLICT (scale_id, item_id) DO UPDATE SET column_name = excluded.column_name, name = excluded.name,
      min = excluded.min, max = excluded.max, face_visible = excluded.face_visible, position = excluded.position`)
  return {
    /** In order of their making. */
    list: (): StoredScale[] => all.all().map(toScale),
    get: (id: string): StoredScale | null => {
      const row = byId.get(id)
      return row === undefined ? null : toScale(row)
    },
    /** Items are added and corrected, never taken away: scores may point to them. Call within a transaction. */
    save: (scale: Scale, origin: ScaleOrigin): void => {
      upsert.run(scale.id, scale.title, origin, JSON.stringify(scale))
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

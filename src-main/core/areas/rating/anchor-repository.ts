import type { Database } from 'better-sqlite3'
import { anchorsSchema } from '#shared/domain/anchors.ts'
import type { Anchors } from '#shared/domain/anchors.ts'
import { readOrNothing, readStored } from '../../db/stored-value.ts'

interface AnchorsRow {
  scale_id: string
  anchors_json: string
}

export type AnchorRepository = ReturnType<typeof createAnchorRepository>

/** Anchor texts of scales, one row for each scale that has some. */
export function createAnchorRepository(db: Database) {
  const byId = db.prepare<[string], AnchorsRow>(
    'SELECT scale_id, anchors_json FROM scale_anchors WHERE scale_id = ?',
  )
  const ids = db.prepare<[], string>('SELECT scale_id FROM scale_anchors ORDER BY scale_id').pluck()
  const put = db.prepare<[string, string]>(`
    INSERT INTO scale_anchors (scale_id, anchors_json) VALUES (?, ?)
    ON CONFLICT (scale_id) DO UPDATE SET anchors_json = excluded.anchors_json`)
  const remove = db.prepare<[string]>('DELETE FROM scale_anchors WHERE scale_id = ?')
  const toAnchors = (row: AnchorsRow): Anchors =>
    readStored(anchorsSchema, row.anchors_json, `The anchor texts of the scale “${row.scale_id}”`)
  return {
    /** Null for none, and for damaged ones: a scale is rated without them, and they are loaded again. */
    get(scaleId: string): Anchors | null {
      const row = byId.get(scaleId)
      return row === undefined ? null : readOrNothing(row, toAnchors)
    },
    /** Damaged or not. */
    has: (scaleId: string): boolean => byId.get(scaleId) !== undefined,
    scaleIds: (): string[] => ids.all(),
    /** Call within a transaction. */
    put: (scaleId: string, anchors: Anchors): void => {
      put.run(scaleId, JSON.stringify(anchors))
    },
    /** Call within a transaction. */
    remove: (scaleId: string): void => {
      remove.run(scaleId)
    },
  }
}

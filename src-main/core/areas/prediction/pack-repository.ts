import type { Database } from 'better-sqlite3'
import type { PackManifest } from '#shared/domain/pack.ts'

export interface UsedPack {
  readonly manifest: PackManifest
  /** Over pack.json, which holds the hash of every file. */
  readonly sha256: string
}

export type PackRepository = ReturnType<typeof createPackRepository>

/** Packs that made something in this study; what they were stays on record after they are gone from the disk. */
export function createPackRepository(db: Database) {
  const find = db
    .prepare<[string, string], number>('SELECT id FROM packs WHERE pack_id = ? AND sha256 = ?')
    .pluck()
  const insert = db.prepare<[string, string, string, string]>(
    'INSERT INTO packs (pack_id, version, sha256, manifest_json) VALUES (?, ?, ?, ?)',
  )
  const byRow = db.prepare<[number], { packId: string; sha256: string }>(
    'SELECT pack_id AS packId, sha256 FROM packs WHERE id = ?',
  )
  const rowId = ({ manifest, sha256 }: UsedPack): number | null => find.get(manifest.id, sha256) ?? null
  return {
    /** Null when exactly this pack made nothing yet. */
    rowId,
    get: (packRowId: number): { packId: string; sha256: string } | null => byRow.get(packRowId) ?? null,
    /** The pack's row, made when there is none. Call within a transaction. */
    ensure: (pack: UsedPack): number => {
      const { manifest, sha256 } = pack
      const json = JSON.stringify(manifest)
      return rowId(pack) ?? Number(insert.run(manifest.id, manifest.version, sha256, json).lastInsertRowid)
    },
  }
}

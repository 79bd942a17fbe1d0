import type { Migration } from '../migrate.ts'

/** `hashParts` of the file; null for videos of before, until something is computed from them. */
export const partsOfVideos: Migration = {
  version: 8,
  name: 'parts-of-videos',
  up(db) {
    db.exec('ALTER TABLE videos ADD COLUMN parts_sha256 TEXT CHECK (length(parts_sha256) = 64);')
  },
}

import type { Migration } from '../migrate.ts'

/** Anchor texts that a site loads for its scales. */
export const anchors: Migration = {
  version: 20,
  name: 'anchors',
  up(db) {
    db.exec(`
      CREATE TABLE scale_anchors (
        scale_id TEXT PRIMARY KEY REFERENCES scales (id),
        -- By item and score.
        anchors_json TEXT NOT NULL CHECK (json_valid(anchors_json))
      ) STRICT;
    `)
  },
}

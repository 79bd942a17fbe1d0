import type { Migration } from '../migrate.ts'

/** What is being removed for good, so that a removal that was cut off is finished when the study is next opened. */
export const removals: Migration = {
  version: 14,
  name: 'removals',
  up(db) {
    db.exec(`
      CREATE TABLE removals (
        id INTEGER PRIMARY KEY,
        begun_utc TEXT NOT NULL,
        -- JSON: files of the study's folder that have to go, relative to it, with forward slashes.
        files_json TEXT NOT NULL
      ) STRICT;
    `)
  },
}

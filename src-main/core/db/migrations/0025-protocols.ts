import type { Migration } from '../migrate.ts'

/** What was planned is frozen before it is fitted, and each model says whether it was planned. */
export const protocols: Migration = {
  version: 25,
  name: 'protocols',
  up(db) {
    db.exec(`
      CREATE TABLE protocols (
        -- In order of freezing.
        n INTEGER PRIMARY KEY CHECK (n > 0),
        -- Of the content as it stands here.
        sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
        content_json TEXT NOT NULL CHECK (json_valid(content_json))
      ) STRICT;
      CREATE TRIGGER protocols_are_frozen BEFORE UPDATE ON protocols
      BEGIN
        SELECT RAISE(ABORT, 'a frozen protocol is never edited');
      END;
      -- By which protocol a model is measured, and why it is not as planned; null for models of before.
      ALTER TABLE severity_models ADD COLUMN planning_json TEXT CHECK (json_valid(planning_json));
    `)
  },
}

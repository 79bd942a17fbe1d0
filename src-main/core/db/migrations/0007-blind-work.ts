import type { Migration } from '../migrate.ts'

/**
 * What raters were shown, and what they could have known when they wrote or scored. Nobody kept that before, so that
 * what is there, and what is imported, has no row: it is not known.
 */
export const blindWork: Migration = {
  version: 7,
  name: 'blind-work',
  up(db) {
    db.exec(`
      -- What the program showed a rater of a visit that blind work hides, and when first.
      CREATE TABLE exposures (
        rater_id INTEGER NOT NULL REFERENCES raters (id),
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        kind TEXT NOT NULL CHECK (kind IN ('estimates', 'others')),
        first_utc TEXT NOT NULL,
        PRIMARY KEY (rater_id, session_id, kind)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE caption_sights (
        caption_id INTEGER NOT NULL REFERENCES captions (id),
        revision INTEGER NOT NULL,
        estimates_shown INTEGER NOT NULL CHECK (estimates_shown IN (0, 1)),
        others_shown INTEGER NOT NULL CHECK (others_shown IN (0, 1)),
        PRIMARY KEY (caption_id, revision)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE score_sights (
        revision_id INTEGER PRIMARY KEY REFERENCES score_revisions (id),
        estimates_shown INTEGER NOT NULL CHECK (estimates_shown IN (0, 1)),
        others_shown INTEGER NOT NULL CHECK (others_shown IN (0, 1))
      ) STRICT;
    `)
  },
}

import type { Migration } from '../migrate.ts'

/**
 * A rater is known by a uid that stays when the code becomes another, so that what the journal says of them stays true. Up
 * to now the code was it.
 */
export const raterUids: Migration = {
  version: 18,
  name: 'rater-uids',
  up(db) {
    db.exec(`
      ALTER TABLE raters ADD COLUMN uid TEXT;
      -- Who this rater is one with; nothing is theirs any more. The row keeps the code, by which imports find them.
      ALTER TABLE raters ADD COLUMN merged_into INTEGER REFERENCES raters (id);
      UPDATE raters SET uid = code;
      CREATE UNIQUE INDEX raters_by_uid ON raters (uid);
      CREATE TRIGGER raters_are_named AFTER INSERT ON raters WHEN NEW.uid IS NULL
      BEGIN
        UPDATE raters SET uid = CASE WHEN EXISTS (SELECT 1 FROM raters WHERE uid = NEW.code)
          THEN lower(hex(randomblob(11))) ELSE NEW.code END
        WHERE id = NEW.id;
      END;
    `)
  },
}

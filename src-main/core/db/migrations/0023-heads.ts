import type { Migration } from '../migrate.ts'

/** A severity model says by which head, on which features, and with which settings it was fitted; those up to now were ridge on means. */
export const heads: Migration = {
  version: 23,
  name: 'heads',
  up(db) {
    db.exec(`
      ALTER TABLE severity_models ADD COLUMN head TEXT NOT NULL DEFAULT 'ridge';
      ALTER TABLE severity_models ADD COLUMN features TEXT NOT NULL DEFAULT 'mean';
      -- Numbers by name.
      ALTER TABLE severity_models ADD COLUMN settings_json TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings_json));
      UPDATE severity_models SET settings_json = json_object('penalty', lambda);
      ALTER TABLE severity_models DROP COLUMN lambda;
    `)
  },
}

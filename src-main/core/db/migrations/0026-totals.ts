import type { Migration } from '../migrate.ts'

/**
 * A severity model may be of a total or a subscale. `item_id` is then that of its first item: SQLite loosens no foreign key of a table that
 * others refer to.
 */
export const totals: Migration = {
  version: 26,
  name: 'totals',
  up(db) {
    db.exec(`
      -- Null for a model of one item.
      ALTER TABLE severity_models ADD COLUMN total_id TEXT;
      -- Name, range and items of the total as they were when it was fitted: a scale of one's own may change.
      ALTER TABLE severity_models ADD COLUMN total_json TEXT CHECK (json_valid(total_json));
    `)
  },
}

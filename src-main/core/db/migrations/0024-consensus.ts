import type { Migration } from '../migrate.ts'

/** Raters who rate together, after each rated alone. */
export const consensus: Migration = {
  version: 24,
  name: 'consensus',
  up(db) {
    // Uids of those who do; null for a rater who is one person.
    db.exec('ALTER TABLE raters ADD COLUMN consensus_of TEXT CHECK (json_valid(consensus_of))')
  },
}

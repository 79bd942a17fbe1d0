import type { Migration } from '../migrate.ts'

/** What is known of patients and visits beside their ratings. */
export const covariates: Migration = {
  version: 21,
  name: 'covariates',
  up(db) {
    db.exec(`
      -- Those that the study has beside the usual ones.
      CREATE TABLE covariates (
        id TEXT PRIMARY KEY,
        definition_json TEXT NOT NULL CHECK (json_valid(definition_json))
      ) STRICT;
      CREATE TABLE covariate_values (
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        covariate_id TEXT NOT NULL,
        -- A code of a choice, a number, or a text.
        value_json TEXT NOT NULL CHECK (json_valid(value_json)),
        PRIMARY KEY (session_id, covariate_id)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}

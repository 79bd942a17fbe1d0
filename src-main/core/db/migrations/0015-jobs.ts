import type { Migration } from '../migrate.ts'

/** Long work is kept as data, so that what a killed program left undone is known and can go on. */
export const jobs: Migration = {
  version: 15,
  name: 'jobs',
  up(db) {
    db.exec(`
      CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        -- Of the definition by which the input is read.
        version INTEGER NOT NULL CHECK (version > 0),
        -- JSON: what it was begun with.
        input TEXT NOT NULL,
        -- JSON: what it keeps of how far it is, for a further attempt.
        checkpoint TEXT,
        title TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'interrupted', 'done', 'failed', 'cancelled')),
        stage TEXT,
        -- Whole items.
        done INTEGER NOT NULL CHECK (done >= 0),
        total INTEGER NOT NULL CHECK (total >= 0),
        -- 0 while it waits for its first turn.
        attempts INTEGER NOT NULL CHECK (attempts >= 0),
        started_utc TEXT NOT NULL,
        ended_utc TEXT,
        summary TEXT,
        -- JSON: [{ utc, kind, item, text }], the newest lines.
        log TEXT NOT NULL,
        CHECK ((ended_utc IS NULL) = (state IN ('queued', 'running', 'paused')))
      ) STRICT;
    `)
  },
}

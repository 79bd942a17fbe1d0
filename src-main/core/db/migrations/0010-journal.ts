import type { Migration } from '../migrate.ts'

/**
 * One append-only record of what people change. An entry can only lose its texts, when somebody's data are erased: its
 * hash holds them by their own hash, so that the chain stays verifiable.
 */
export const journal: Migration = {
  version: 10,
  name: 'journal',
  up(db) {
    db.exec(`
      -- A device is a computer, a rater and a place of the study's file; each has a chain of its own.
      CREATE TABLE journal_devices (
        device TEXT PRIMARY KEY,
        computer TEXT NOT NULL,
        place TEXT NOT NULL,
        -- Null for the program, and for whoever has not said who they are.
        rater TEXT,
        origin TEXT NOT NULL CHECK (origin IN ('edited', 'migrated')),
        -- Its newest entry: without it nobody would notice that entries are missing at the end.
        seq INTEGER NOT NULL CHECK (seq >= 0),
        hash TEXT CHECK (length(hash) = 64),
        CHECK ((seq = 0) = (hash IS NULL))
      ) STRICT;

      CREATE TABLE journal (
        -- The order on this computer.
        id INTEGER PRIMARY KEY,
        -- Its place in the log that is shared; null while it is not taken in.
        n INTEGER UNIQUE,
        -- The same on every computer.
        uid TEXT NOT NULL UNIQUE,
        device TEXT NOT NULL REFERENCES journal_devices (device),
        seq INTEGER NOT NULL CHECK (seq > 0),
        -- For people to read: clocks are wrong, and it orders nothing.
        made_utc TEXT NOT NULL,
        rater TEXT,
        action TEXT NOT NULL,
        label TEXT,
        -- What can be taken back: 'do', and 'redo', which takes an 'undo' back. Null for what nobody takes back.
        step TEXT CHECK (step IN ('do', 'undo', 'redo')),
        -- Entries of one gesture, which are taken back together.
        batch TEXT,
        takes_back TEXT,
        -- JSON: [{ entity, key, before, after }]; null once it was erased.
        changes TEXT,
        -- 16 random bytes in hexadecimal digits: a score of 0 to 4 could be guessed from a plain hash.
        salt TEXT CHECK (length(salt) = 32),
        changes_sha TEXT NOT NULL CHECK (length(changes_sha) = 64),
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        UNIQUE (device, seq),
        CHECK ((label IS NULL) = (changes IS NULL) AND (salt IS NULL) = (changes IS NULL)),
        CHECK ((takes_back IS NOT NULL) = (step IS NOT NULL AND step <> 'do'))
      ) STRICT;
      CREATE INDEX journal_taken_back ON journal (takes_back) WHERE takes_back IS NOT NULL;
      CREATE INDEX journal_batches ON journal (batch) WHERE batch IS NOT NULL;

      CREATE TRIGGER journal_is_only_blanked BEFORE UPDATE ON journal
      WHEN NOT (NEW.label IS NULL AND NEW.changes IS NULL AND NEW.salt IS NULL
        AND NEW.id = OLD.id AND NEW.n IS OLD.n AND NEW.uid = OLD.uid AND NEW.device = OLD.device AND NEW.seq = OLD.seq
        AND NEW.made_utc = OLD.made_utc AND NEW.rater IS OLD.rater AND NEW.action = OLD.action
        AND NEW.step IS OLD.step AND NEW.batch IS OLD.batch AND NEW.takes_back IS OLD.takes_back
        AND NEW.changes_sha = OLD.changes_sha AND NEW.hash = OLD.hash)
      BEGIN
        SELECT RAISE(ABORT, 'entries of the journal are never changed');
      END;
      CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
      BEGIN
        SELECT RAISE(ABORT, 'entries of the journal are never deleted');
      END;
      -- REPLACE deletes without a trigger.
      CREATE TRIGGER journal_is_not_replaced BEFORE INSERT ON journal
      WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id OR uid = NEW.uid OR n = NEW.n
        OR (device = NEW.device AND seq = NEW.seq))
      BEGIN
        SELECT RAISE(ABORT, 'entries of the journal are never replaced');
      END;

      -- Where in the journal an object was changed: found by a hash of entity and key. Made of the journal alone.
      CREATE TABLE journal_objects (
        object INTEGER NOT NULL,
        entry INTEGER NOT NULL REFERENCES journal (id),
        -- Bytes of the change within the text of the entry's changes.
        at INTEGER NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (object, entry, at)
      ) STRICT, WITHOUT ROWID;

      -- What is being typed: it is saved already, and becomes one entry when it is done.
      CREATE TABLE drafts (
        entity TEXT NOT NULL,
        key TEXT NOT NULL,
        -- JSON of what there was before; 'null' for nothing.
        before TEXT NOT NULL,
        rater TEXT,
        action TEXT NOT NULL,
        changed_utc TEXT NOT NULL,
        PRIMARY KEY (entity, key)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}

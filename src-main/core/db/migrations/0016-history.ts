import { parseChanges, subjectHash } from '../../journal/changes.ts'
import type { Migration } from '../migrate.ts'

/** Finds the history of a clip, a visit or a patient, and keeps which steps could not be taken back. */
export const history: Migration = {
  version: 16,
  name: 'history',
  up(db) {
    db.exec(`
      -- Which entries changed something that belongs to what. Made of the journal alone.
      CREATE TABLE journal_subjects (
        -- Of the first part of the keys: uid of a clip, session or video, code of a rater, id of a scale.
        subject INTEGER NOT NULL,
        entry INTEGER NOT NULL REFERENCES journal (id),
        PRIMARY KEY (subject, entry)
      ) STRICT, WITHOUT ROWID;

      -- Steps of which somebody was told that they cannot be taken back, as something was changed since: while that is so
      -- the ones before them come first.
      CREATE TABLE journal_passed_over (
        entry INTEGER PRIMARY KEY REFERENCES journal (id)
      ) STRICT;
    `)
    const entries = db.prepare<[number], { id: number; changes: string }>(
      'SELECT id, changes FROM journal WHERE changes IS NOT NULL AND id > ? ORDER BY id LIMIT 1000',
    )
    const insert = db.prepare<[number, number]>(
      'INSERT OR IGNORE INTO journal_subjects (subject, entry) VALUES (?, ?)',
    )
    for (let page = entries.all(0); page.length > 0; page = entries.all(page.at(-1)?.id ?? 0)) {
      for (const { id, changes } of page) {
        for (const subject of subjectsIn(changes)) insert.run(subject, id)
      }
    }
  },
}

/** None of what cannot be read: the check of the chain tells of it. */
function subjectsIn(changes: string): Set<number> {
  try {
    return new Set(parseChanges(changes).map(({ key }) => subjectHash(key[0] ?? null)))
  } catch {
    return new Set()
  }
}

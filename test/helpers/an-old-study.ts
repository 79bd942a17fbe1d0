import type { Database } from 'better-sqlite3'
import { openTestDb } from './open-test-db.ts'

export const at = (minute: number): string => `2024-05-03T10:${String(minute).padStart(2, '0')}:00.000Z`

/**
 * A study as version 0.1.0 left it, with the statements that it wrote with: a caption that was typed in three spells, one
 * that was imported and changed by a second import, one that was imported and then typed over, scores that were set,
 * changed, cleared and given a reason.
 */
export function anOldStudy(): Database {
  const db = openTestDb(3)
  const sha = 'b'.repeat(64)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'baseline', NULL, 0, ''), (2, 1, 'week 4', NULL, 1, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0),
      (2, 2, 'b.mp4', 'b.mp4', 0, '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 9000, 0, 0);
    INSERT INTO clips VALUES (1, 1, 1, 0, 9000, 'whole', 'removed'), (2, 1, 1, 0, 4000, 'hand', 'active'),
      (3, 2, 1, 0, 9000, 'whole', 'active');
    INSERT INTO raters VALUES (1, 'AB', ''), (2, 'CD', '');
    INSERT INTO scales VALUES ('s', 'S', 'user', '{}');
    INSERT INTO scale_items VALUES ('s', 'i1', 's_i1', 'Blunted affect', 0, 4, 1, 0), ('s', 'i2', 's_i2', 'Other', 0, 4, 1, 1);`)
  const insertCaption = db.prepare(`
    INSERT INTO captions (clip_id, rater_id, text, start_ms, end_ms, origin, synthetic, revision, updated_utc)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`)
  const addRevision = db.prepare(`
    INSERT INTO caption_revisions (caption_id, revision, text, saved_utc)
    SELECT id, revision, text, updated_utc FROM captions WHERE id = ?`)
  const update = db.prepare(
    'UPDATE captions SET text = ?, origin = ?, revision = revision + 1, updated_utc = ? WHERE id = ?',
  )
  type Text = readonly [text: string, origin: string, minute: number]
  const write = (key: readonly unknown[], [first, ...later]: readonly [Text, ...Text[]]): void => {
    const [text, origin, minute] = first
    const id = insertCaption.run(
      ...key.slice(0, 2),
      text,
      ...key.slice(2),
      origin,
      0,
      at(minute),
    ).lastInsertRowid
    addRevision.run(id)
    for (const [next, by, when] of later) {
      update.run(next, by, at(when), id)
      addRevision.run(id)
    }
  }
  write(
    [2, 1, null, null],
    [
      ['Smi', 'typed', 1],
      ['Smiles', 'typed', 5],
      ['', 'typed', 9],
    ],
  )
  write(
    [3, 2, 1000, 2000],
    [
      ['looks away', 'imported', 2],
      ['looks down', 'imported', 7],
    ],
  )
  write(
    [3, 1, null, null],
    [
      ['frowns', 'imported', 2],
      ['frowns briefly', 'typed', 6],
    ],
  )
  const setScore = db.prepare(`
    INSERT INTO scores (session_id, rater_id, scale_id, item_id, value, missing_reason, origin, synthetic, updated_utc)
    VALUES (1, 1, 's', @item, @value, @reason, 'typed', 0, @when)
    ON CONFLICT (session_id, rater_id, scale_id, item_id) DO UPDATE SET value = excluded.value,
      missing_reason = excluded.missing_reason, updated_utc = excluded.updated_utc`)
  const addScoreRevision = db.prepare(`
    INSERT INTO score_revisions (session_id, rater_id, scale_id, item_id, value, missing_reason, saved_utc)
    VALUES (1, 1, 's', @item, @value, @reason, @when)`)
  const score = (item: string, value: number | null, reason: string | null, minute: number): void => {
    const given = { item, value, reason, when: at(minute) }
    if (value === null && reason === null) db.prepare('DELETE FROM scores WHERE item_id = ?').run(item)
    else setScore.run(given)
    addScoreRevision.run(given)
  }
  score('i1', 3, null, 3)
  score('i2', 1, null, 4)
  score('i1', 4, null, 5)
  score('i2', null, null, 6)
  score('i1', null, 'technical', 8)
  return db
}

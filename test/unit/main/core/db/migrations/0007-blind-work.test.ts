import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createCaptionRepository } from '#core/areas/annotation/caption-repository.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

test('keeps what was written before, of which nobody knows what its rater saw', () => {
  const db = openTestDb(6)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 0, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${'a'.repeat(64)}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 2000, 0, 0, 1);
    INSERT INTO clips (id, video_id, ordinal, start_ms, end_ms) VALUES (1, 1, 1, 0, 2000);
    INSERT INTO raters VALUES (1, 'AB', '');
    INSERT INTO captions VALUES (1, 1, 1, 'Smiles', NULL, NULL, 'typed', 0, 1, '');`)
  const before = rowsOf(db, 'captions')
  migrations[6]?.up(db)
  expect(rowsOf(db, 'captions')).toEqual(before)
  // The repository reads the newest schema.
  for (const migration of migrations.slice(7)) migration.up(db)
  expect(createCaptionRepository(db).list(1)).toMatchObject([{ text: 'Smiles', sight: null }])
  expect(db.prepare('SELECT count(*) FROM exposures').pluck().get()).toBe(0)
})

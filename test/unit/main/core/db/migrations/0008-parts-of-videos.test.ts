import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createVideoRepository } from '#core/areas/study/video-repository.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'parts-of-videos')

test('knows no parts of videos of before, keeps those of new ones, and refuses what is no hash', () => {
  const db = openTestDb(before)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 0, '');
    INSERT INTO videos (id, session_id, file_name, path, sha256, bytes, modified_ms, container, codec, width, height,
      rotation_deg, duration_ms, start_ms, has_audio)
    VALUES (1, 1, 'a.mp4', 'a.mp4', '${'a'.repeat(64)}', 1, 5, 'mp4', 'h264', 640, 360, 0, 2000, 0, 0);`)
  for (const migration of migrations.slice(before)) migration.up(db)
  const videos = createVideoRepository(db)
  const old = videos.get(1)
  expect(old).toMatchObject({ modifiedMs: 5, partsSha256: null })
  if (old === null) return
  const partsSha256 = 'c'.repeat(64)
  const id = videos.insert({ ...old, sha256: 'b'.repeat(64), path: 'b.mp4', partsSha256 })
  expect(videos.get(id)?.partsSha256).toBe(partsSha256)
  videos.confirm(1, { modifiedMs: 6, partsSha256 })
  expect(videos.get(1)).toMatchObject({ modifiedMs: 6, partsSha256 })
  expect(() => db.exec("UPDATE videos SET parts_sha256 = 'short'")).toThrow('CHECK constraint failed')
})

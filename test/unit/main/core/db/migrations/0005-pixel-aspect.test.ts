import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createVideoRepository } from '#core/areas/study/video-repository.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'pixel-aspect')

test('takes pixels of videos of before for square, and refuses what is no shape of a pixel', () => {
  const db = openTestDb(before)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 0, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${'a'.repeat(64)}', 1, 0, 'mp4', 'h264', 1440, 1080, 90, 25, 50, 2000, 0, 0);`)
  for (const migration of migrations.slice(before)) migration.up(db)
  const videos = createVideoRepository(db)
  const old = videos.get(1)
  expect(old?.probe).toMatchObject({ width: 1440, height: 1080, rotationDeg: 90, pixelAspect: 1 })
  if (old === null) return
  const probe = { ...old.probe, pixelAspect: 4 / 3 }
  const id = videos.insert({ ...old, probe, sha256: 'b'.repeat(64), fileName: 'b.mp4', path: 'b.mp4' })
  expect(videos.get(id)?.probe).toEqual(probe)
  expect(() => db.exec('UPDATE videos SET pixel_aspect = 0')).toThrow('CHECK constraint failed')
})

import { expect, test } from 'vitest'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createPendingClipRepository } from '#core/areas/prediction/pending-clip-repository.ts'
import { addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'

test('offers no clip for resuming that was excluded or cut away, until that is taken back', () => {
  const db = openMemoryStudy()
  const { clipIds } = addSession(db, { patient: 'P001', clips: 3 })
  db.exec(`
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO prompt_sets VALUES (1, 'Basic', 'user', NULL, '[]', 0, NULL);
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
      VALUES (1, 'predict', 1, '{"promptSet":{"id":1},"clips":3,"precision":"fp32","sampling":{"kind":"rate"}}', '0.1.0', '', 'cancelled');`)
  const pending = createPendingClipRepository(db)
  pending.add(1, clipIds)
  const clips = createClipRepository(db)
  const [first = NaN, second = NaN, third = NaN] = clipIds
  clips.mark(first, { state: 'removed', origin: 'whole' })
  clips.mark(second, { state: 'excluded', origin: 'whole' })
  expect(pending.ofRun(1)).toEqual([third])
  expect(pending.newestInterrupted()).toMatchObject({ total: 3, done: 2 })
  clips.mark(third, { state: 'removed', origin: 'whole' })
  expect([pending.ofRun(1), pending.newestInterrupted()]).toEqual([[], null])
  for (const clipId of clipIds) clips.mark(clipId, { state: 'active', origin: 'whole' })
  expect(pending.ofRun(1)).toEqual(clipIds)
})

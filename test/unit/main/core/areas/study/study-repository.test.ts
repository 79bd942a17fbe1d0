import { expect, it } from 'vitest'
import { createCaptionRepository } from '#core/areas/annotation/caption-repository.ts'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createStudyRepository } from '#core/areas/study/study-repository.ts'
import { addRater, addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'

it('counts no clip that was cut away, nor what hangs on it, but those that are excluded', () => {
  const db = openMemoryStudy()
  const { clipIds } = addSession(db, { patient: 'P001', clips: 3 })
  const raterId = addRater(db, 'AB')
  const captions = createCaptionRepository(db)
  db.exec(`
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO runs VALUES (1, 'predict', 1, '{"precision":"fp32","sampling":{"kind":"rate"}}', 'cpu', '0.1.0', '', '', 'done', NULL);
    INSERT INTO prompt_sets VALUES (1, 'Basic', 'user', NULL, '[]', 0, NULL);`)
  for (const id of clipIds) {
    captions.put(
      { clipId: id, raterId, startMs: null, endMs: null },
      { text: 'Smiles', origin: 'typed', synthetic: false },
      { nowUtc: '' },
    )
    db.prepare(
      "INSERT INTO embeddings VALUES (?, ?, 1, 1, ?, 4, 64, 48, 1, 0, NULL, x'', x'', x'', NULL, NULL)",
    ).run(...[id, id, 'c'.repeat(64)])
    db.prepare("INSERT INTO predictions VALUES (NULL, ?, 1, 1, x'', x'', 'sad', 1, NULL)").run(id)
    db.prepare("INSERT INTO clip_problems VALUES (?, NULL, 'no-face', 'No face.', '')").run(id)
  }
  const study = createStudyRepository(db)
  const of = (count: number) => {
    return { clips: count, captionedClips: count, predictedClips: count, problemClips: count }
  }
  expect(study.counts()).toMatchObject(of(3))
  const clips = createClipRepository(db)
  clips.mark(clipIds[0] ?? 0, { state: 'excluded', origin: 'whole' })
  clips.mark(clipIds[1] ?? 0, { state: 'removed', origin: 'whole' })
  expect(study.counts()).toMatchObject({ ...of(2), sessions: 1 })
})

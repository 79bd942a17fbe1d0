import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import { createPredictionRepository } from '#core/areas/prediction/prediction-repository.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { clipSamplingSchema } from '#shared/domain/sampling.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const classes = JSON.stringify(['up', 'down'].map((label) => ({ label, sentence: label })))
const blob = (values: Float32Array | Float64Array): Buffer => Buffer.from(values.buffer)

/** A study as version 1 wrote it: two packs, a prediction with each, a fit. */
function anOldStudy(): Database {
  const db = openTestDb(1)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 0, '');
    INSERT INTO videos VALUES (1, 1, 'a.mp4', 'a.mp4', 0, '${'b'.repeat(64)}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 2000, 0, 0);
    INSERT INTO clips VALUES (1, 1, 1, 0, 2000);
    INSERT INTO prompt_sets VALUES (1, 'Directions', 'user', NULL, '${classes}', 0);
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{"sampling":{"fps":2.5,"maxFrames":100}}'),
      (2, 'q', '1', '${'c'.repeat(64)}', '{"sampling":{"fps":4,"maxFrames":7}}');
    INSERT INTO runs VALUES
      (1, 'predict', 1, '{"sampling":{"fps":2.5,"maxFrames":100},"clips":1,"threads":2}', 'cpu', '0.1.0', 'then', 'later', 'done', NULL),
      (2, 'predict', 2, '{}', NULL, '0.1.0', 'then', 'later', 'cancelled', NULL),
      (3, 'fit', 1, '{"scaleId":"s"}', NULL, '0.1.0', 'then', 'later', 'done', NULL);`)
  const embedding = db.prepare('INSERT INTO embeddings VALUES (?, 1, ?, ?, ?, 2, 64, 48, 2, 1, ?, ?, ?, ?)')
  const box = Float32Array.of(1, 2, 3, 4, 0.5, NaN, NaN, NaN, NaN, NaN)
  for (const id of [1, 2]) {
    const numbers = [Float32Array.of(0.5, id), Float64Array.of(0, 400), box, Float32Array.of(0.5, id)]
    embedding.run(id, id, id, String(id).repeat(64), ...numbers.map(blob))
  }
  db.prepare('INSERT INTO predictions VALUES (1, 1, 1, 1, ?, ?, ?, 0.75)').run(
    blob(Float64Array.of(0.75, 0.25)),
    blob(Float64Array.of(0.75, 0.25)),
    'up',
  )
  return db
}

test('tells of every old prediction how its pack sampled and that it computed in fp32, and of fits nothing', () => {
  const db = anOldStudy()
  // The repositories read the newest schema.
  for (const migration of migrations.slice(1)) migration.up(db)
  const [first, second, fit] = createRunRepository(db).list()
  const sampling = { kind: 'rate', fps: 2.5, maxFrames: 100 }
  expect(first).toMatchObject({ provider: 'cpu', status: 'done', message: null, finishedUtc: 'later' })
  expect(first?.parameters).toEqual({ sampling, precision: 'fp32', clips: 1, threads: 2 })
  expect(second?.parameters).toEqual({
    sampling: { kind: 'rate', fps: 4, maxFrames: 7 },
    precision: 'fp32',
  })
  expect(clipSamplingSchema.parse(first?.parameters['sampling'])).toEqual(sampling)
  expect(fit?.parameters).toEqual({ scaleId: 's' })
})

test('keeps passes and predictions number by number, as ones without windows', () => {
  const db = anOldStudy()
  for (const migration of migrations.slice(1)) migration.up(db)
  const embeddings = createEmbeddingRepository(db)
  expect(embeddings.newestId(1, { packRowId: 1, frameStride: null })).toBe(1)
  expect(embeddings.load(1)).toMatchObject({
    precision: 'fp32',
    clipEmbedding: Float32Array.of(0.5, 1),
    frameTimes: Float64Array.of(0, 400),
    frameEmbeddings: Float32Array.of(0.5, 1),
    windowSpans: null,
    windowEmbeddings: null,
  })
  expect(embeddings.features({ packRowId: 2, frameStride: null })).toMatchObject([
    { clipId: 1, clipEmbedding: Float32Array.of(0.5, 2) },
  ])
  expect(createPredictionRepository(db).ofClip(1)).toMatchObject([
    {
      probabilities: [0.75, 0.25],
      frames: [{ probabilities: [0.75, 0.25] }, { probabilities: null }],
      windows: null,
      provenance: { packId: 'p', provider: 'cpu', precision: 'fp32' },
    },
  ])
  expect(createPromptSetRepository(db).get(1)).toMatchObject({ name: 'Directions', frameStride: null })
})

test('offers nothing to resume of what was cancelled before', () => {
  const db = anOldStudy()
  migrations[1]?.up(db)
  expect(db.prepare('SELECT count(*) FROM pending_clips').pluck().get()).toBe(0)
  expect(db.pragma('quick_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
})

import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import { createPredictionRepository } from '#core/areas/prediction/prediction-repository.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const blob = (values: Float32Array | Float64Array): Buffer => Buffer.from(values.buffer)

/** A study as version 2 wrote it: two videos of one clip each, the first one captioned and predicted. */
function anOldStudy(): Database {
  const db = openTestDb(2)
  const classes = JSON.stringify(['up', 'down'].map((label) => ({ label, sentence: label })))
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 0, '');
    INSERT INTO videos VALUES
      (1, 1, 'a.mp4', 'a.mp4', 0, '${'a'.repeat(64)}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 2000, 0, 0),
      (2, 1, 'b.mp4', 'b.mp4', 0, '${'b'.repeat(64)}', 1, 0, 'mp4', 'h264', 64, 48, 0, 25, 50, 3000, 0, 1);
    INSERT INTO clips VALUES (1, 1, 1, 0, 2000), (2, 2, 2, 0, 3000);
    INSERT INTO raters VALUES (1, 'AB', '');
    INSERT INTO captions VALUES (1, 1, 1, 'Smiles', NULL, NULL, 'typed', 0, 1, '');
    INSERT INTO prompt_sets VALUES (1, 'Directions', 'user', NULL, '${classes}', 0, NULL);
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, provider, app_version, started_utc, finished_utc, status)
      VALUES (1, 'predict', 1, '{"sampling":{"kind":"rate","fps":2.5,"maxFrames":100},"precision":"fp32"}', 'cpu',
        '0.1.0', 'then', 'later', 'done');
    INSERT INTO clip_problems VALUES (2, 1, 'no-face', 'No face.', '');`)
  const box = Float32Array.of(1, 2, 3, 4, 0.5)
  db.prepare('INSERT INTO embeddings VALUES (1, 1, 1, 1, ?, 2, 64, 48, 1, 1, ?, ?, ?, ?, NULL, NULL)').run(
    'c'.repeat(64),
    ...[Float32Array.of(0.5, 1), Float64Array.of(0), box, Float32Array.of(0.5, 1)].map(blob),
  )
  const probabilities = blob(Float64Array.of(0.75, 0.25))
  db.prepare("INSERT INTO predictions VALUES (1, 1, 1, 1, ?, ?, 'up', 0.75, NULL)").run(
    probabilities,
    probabilities,
  )
  return db
}

test('makes every clip of before the whole of its video, there and not excluded', () => {
  const db = anOldStudy()
  const [first, second] = rowsOf(db, 'clips')
  migrations[2]?.up(db)
  const added = { origin: 'whole', state: 'active' }
  expect(rowsOf(db, 'clips')).toEqual([
    { ...first, ...added },
    { ...second, ...added },
  ])
})

test('keeps what was said and predicted of them, and knows of no face yet', () => {
  const db = anOldStudy()
  // The repositories read the newest schema.
  for (const migration of migrations.slice(2)) migration.up(db)
  const clips = createClipRepository(db)
  const common = { sessionId: 1, rated: false, grade: null, excluded: false }
  expect(clips.rows({ packRowId: 1, frameStride: null, promptSetId: 1 })).toMatchObject([
    { ...common, id: 1, ordinal: 1, captioned: true, predicted: true, topClass: 'up', faceShare: 1 },
    { ...common, id: 2, ordinal: 2, captioned: false, predicted: false, problem: 'No face.' },
  ])
  expect(createPredictionRepository(db).ofClip(1)).toMatchObject([{ probabilities: [0.75, 0.25] }])
  // A pass that chose a face itself counts until there is another one.
  expect(createEmbeddingRepository(db).features({ packRowId: 1, frameStride: null })).toMatchObject([
    { clipId: 1, clipEmbedding: Float32Array.of(0.5, 1) },
  ])
  for (const table of ['people', 'face_tracks', 'face_observations', 'clip_quality']) {
    expect(rowsOf(db, table)).toEqual([])
  }
})

test('leaves a sound database that refuses a state nobody knows', () => {
  const db = anOldStudy()
  migrations[2]?.up(db)
  expect(() => db.exec("UPDATE clips SET state = 'gone'")).toThrow('CHECK constraint failed')
  expect(db.pragma('quick_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
})

import { expect, test } from 'vitest'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import { createPackRepository } from '#core/areas/prediction/pack-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { embeddingOf, fakePack, windowsOf, withoutFace } from '../../../../../helpers/fake-inference.ts'
import { addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'

function setUp() {
  const db = openMemoryStudy()
  const packs = createPackRepository(db)
  const packRowId = packs.ensure(fakePack())
  const otherPackRowId = packs.ensure(fakePack('2.0.0', 'b'.repeat(64)))
  const runs = createRunRepository(db)
  const start = (sampling: object): number =>
    runs.start({
      kind: 'predict',
      packRowId,
      parameters: { sampling, precision: 'int8' },
      appVersion: '0.1.0',
      startedUtc: '2026-01-01T00:00:00.000Z',
    })
  const runId = start({ kind: 'rate', fps: 2, maxFrames: 100 })
  const embeddings = createEmbeddingRepository(db)
  return { db, packRowId, otherPackRowId, start, runId, embeddings }
}
const key = (letter: string): string => letter.repeat(64)

test('gives a pass back as it was, number by number, frames without a face included', () => {
  const { db, embeddings, packRowId, runId } = setUp()
  const [clipId = NaN] = addSession(db, { patient: 'P001' }).clipIds
  const embedding = embeddingOf(clipId, [0.1, -3e-8])
  const id = embeddings.insert({
    embedding,
    dim: 2,
    runId,
    packRowId,
    cacheKey: key('1'),
    subjectKey: key('5'),
  })
  const stored = { id, runId, precision: 'int8', dim: 2, faceCount: 3 }
  expect(embeddings.load(id)).toEqual({ ...embedding, ...stored })
  expect(embeddings.idByKey(clipId, key('1'))).toBe(id)
  expect(embeddings.idByKey(clipId, key('2'))).toBeNull()
})

test('gives the windows of a pass back with their spans', () => {
  const { db, embeddings, packRowId, runId } = setUp()
  const [clipId = NaN] = addSession(db, { patient: 'P001' }).clipIds
  const embedding = windowsOf(clipId, [0.3, -7])
  const id = embeddings.insert({
    embedding,
    dim: 2,
    runId,
    packRowId,
    cacheKey: key('1'),
    subjectKey: key('5'),
  })
  expect(embeddings.load(id)).toMatchObject(embedding)
})

test('keeps passes of different frame strides apart, and estimates away from single windows', () => {
  const { db, embeddings, packRowId, start } = setUp()
  const [clipId = NaN] = addSession(db, { patient: 'P001' }).clipIds
  const insert = (frameStride: number, windows: object, cacheKey: string): number =>
    embeddings.insert({
      embedding: windowsOf(clipId, [Number(cacheKey), 0]),
      dim: 2,
      runId: start({ kind: 'stride', frameStride, windowFrames: 2, windows }),
      packRowId,
      cacheKey: key(cacheKey),
      subjectKey: key('5'),
    })
  insert(4, { kind: 'consecutive', windowStride: 2 }, '1')
  insert(4, { kind: 'consecutive', windowStride: 1 }, '2')
  const single = insert(4, { kind: 'first' }, '3')
  const other = insert(2, { kind: 'consecutive', windowStride: 2 }, '4')
  const four = { packRowId, frameStride: 4 }
  expect([
    embeddings.newestId(clipId, four),
    embeddings.newestId(clipId, { ...four, frameStride: 2 }),
  ]).toEqual([single, other])
  expect(embeddings.newestId(clipId, { packRowId, frameStride: null })).toBeNull()
  expect(embeddings.features(four).map(({ clipEmbedding }) => clipEmbedding)).toEqual([Float32Array.of(1, 0)])
})

test('takes the newest pass of each clip with the asked pack, those without a face too', () => {
  const { db, embeddings, packRowId, otherPackRowId, runId } = setUp()
  const { clipIds, sessionId } = addSession(db, { patient: 'P001', clips: 2 })
  const [first = NaN, second = NaN] = clipIds
  const insert = (embedding: ReturnType<typeof embeddingOf>, cacheKey: string, rowId = packRowId): number =>
    embeddings.insert({ embedding, dim: 2, runId, packRowId: rowId, cacheKey, subjectKey: key('5') })
  insert(embeddingOf(first, [1, 1]), key('1'))
  const newest = insert(embeddingOf(first, [2, 2]), key('2'))
  insert(embeddingOf(first, [3, 3]), key('3'), otherPackRowId)
  const faceless = insert(withoutFace(second), key('1'))
  const kind = { packRowId, frameStride: null }
  expect(embeddings.newestId(first, kind)).toBe(newest)
  const common = { sessionId, frameCount: 4 }
  expect(embeddings.features(kind)).toEqual([
    { ...common, embeddingId: newest, clipId: first, faceCount: 3, clipEmbedding: Float32Array.of(2, 2) },
    { ...common, embeddingId: faceless, clipId: second, faceCount: 0, clipEmbedding: null },
  ])
})

test('lists clips by patient, visit date, dateless visits last, and place in the session', () => {
  const { db, embeddings } = setUp()
  addSession(db, { patient: 'P002', visit: 'a', clips: 2 })
  addSession(db, { patient: 'P001', visit: 'b', date: null })
  addSession(db, { patient: 'P001', visit: 'c', date: '2026-02-01' })
  expect(
    embeddings.clips().map(({ patientCode, visitLabel, ordinal }) => [patientCode, visitLabel, ordinal]),
  ).toEqual([
    ['P001', 'c', 1],
    ['P001', 'b', 1],
    ['P002', 'a', 1],
    ['P002', 'a', 2],
  ])
})

test('passes over clips that are excluded or cut away, and their passes in estimates', () => {
  const { db, embeddings, packRowId, runId } = setUp()
  const { clipIds } = addSession(db, { patient: 'P001', clips: 3 })
  for (const clipId of clipIds) {
    embeddings.insert({
      ...{ embedding: embeddingOf(clipId, [clipId, 0]), dim: 2, runId, packRowId },
      ...{ cacheKey: key('1'), subjectKey: key('5') },
    })
  }
  const [excluded = NaN, cutAway = NaN, active = NaN] = clipIds
  const clips = createClipRepository(db)
  clips.mark(excluded, { state: 'excluded', origin: 'whole' })
  clips.mark(cutAway, { state: 'removed', origin: 'whole' })
  expect(embeddings.clips().map(({ clipId }) => clipId)).toEqual([active])
  expect(clipIds.map((clipId) => embeddings.clip(clipId)?.clipId)).toEqual([undefined, undefined, active])
  const kind = { packRowId, frameStride: null }
  expect(embeddings.features(kind).map(({ clipId }) => clipId)).toEqual([active])
})

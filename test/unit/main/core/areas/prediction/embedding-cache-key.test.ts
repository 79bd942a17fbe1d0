import { expect, test } from 'vitest'
import type { EmbeddingPass } from '#core/areas/prediction/embedding-cache-key.ts'
import { embeddingCacheKey } from '#core/areas/prediction/embedding-cache-key.ts'

const pass: EmbeddingPass = {
  packSha256: 'a'.repeat(64),
  facePackSha256: 'b'.repeat(64),
  sampling: { kind: 'rate', fps: 2, maxFrames: 100 },
  precision: 'fp32',
  videoSha256: 'c'.repeat(64),
  subjectKey: 'e'.repeat(64),
  startMs: 0,
  endMs: 2000,
  videoStartMs: 0,
}

const consecutive = { kind: 'consecutive', windowStride: 32 } as const
const windowed: EmbeddingPass = {
  ...pass,
  sampling: { kind: 'stride', frameStride: 4, windowFrames: 32, windows: consecutive },
}

test('is 64 hexadecimal digits, the same for the same pass in whatever order it is told', () => {
  expect(embeddingCacheKey(pass)).toMatch(/^[0-9a-f]{64}$/)
  const reordered = { windows: consecutive, windowFrames: 32, frameStride: 4, kind: 'stride' } as const
  expect(embeddingCacheKey({ ...windowed, sampling: reordered })).toBe(embeddingCacheKey(windowed))
})

test.each([
  ['pack', pass, { packSha256: 'd'.repeat(64) }],
  ['face pack', pass, { facePackSha256: 'd'.repeat(64) }],
  ['rate of sampling', pass, { sampling: { kind: 'rate', fps: 4, maxFrames: 100 } }],
  ['cap on frames', pass, { sampling: { kind: 'rate', fps: 2, maxFrames: 50 } }],
  ['precision', pass, { precision: 'int8' }],
  ['content of the video', pass, { videoSha256: 'd'.repeat(64) }],
  ['place of the patient’s face', pass, { subjectKey: 'd'.repeat(64) }],
  ['start', pass, { startMs: 1 }],
  ['end', pass, { endMs: 1999.5 }],
  ['frame stride', windowed, { sampling: { ...windowed.sampling, frameStride: 2 } }],
  ['length of a window', windowed, { sampling: { ...windowed.sampling, windowFrames: 16 } }],
  ...[{ ...consecutive, windowStride: 16 }, { kind: 'first' }, { kind: 'random', seed: 32 }].map(
    (windows) => ['place of the windows', windowed, { sampling: { ...windowed.sampling, windows } }] as const,
  ),
] as [string, EmbeddingPass, Partial<EmbeddingPass>][])('is another for another %s', (_, before, change) => {
  expect(embeddingCacheKey({ ...before, ...change })).not.toBe(embeddingCacheKey(before))
})

test('is another for another seed of a random window', () => {
  const seeded = (seed: number): string =>
    embeddingCacheKey({
      ...pass,
      sampling: { kind: 'stride', frameStride: 4, windowFrames: 32, windows: { kind: 'random', seed } },
    })
  expect(seeded(1)).not.toBe(seeded(2))
})

test('is another only for clips that begin before the pictures of their video do', () => {
  const key = (change: Partial<EmbeddingPass>) => embeddingCacheKey({ ...pass, ...change })
  expect(key({ videoStartMs: 1500 })).not.toBe(key({}))
  expect(key({ videoStartMs: 900 })).toBe(key({}))
  const later = { startMs: 1500, videoStartMs: 1500 }
  expect(key(later)).toBe(key({ ...later, videoStartMs: 0 }))
  // As a study of an earlier version has it.
  expect(key({})).toBe('94b8594173476797780c3f2c40c5f460be5831ef9bfd0bf063c27a578a9c28f5')
})

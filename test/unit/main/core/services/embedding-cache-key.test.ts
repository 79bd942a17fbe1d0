import { expect, test } from 'vitest'
import { embeddingCacheKey } from '#core/services/embedding-cache-key.ts'

const pass = {
  packSha256: 'a'.repeat(64),
  facePackSha256: 'b'.repeat(64),
  sampling: { fps: 2, maxFrames: 100 },
  videoSha256: 'c'.repeat(64),
  startMs: 0,
  endMs: 2000,
}

test('is 64 hexadecimal digits, the same for the same pass', () => {
  expect(embeddingCacheKey(pass)).toMatch(/^[0-9a-f]{64}$/)
  expect(embeddingCacheKey({ ...pass, sampling: { ...pass.sampling } })).toBe(embeddingCacheKey(pass))
})

test.each([
  ['pack', { packSha256: 'd'.repeat(64) }],
  ['face pack', { facePackSha256: 'd'.repeat(64) }],
  ['rate of sampling', { sampling: { fps: 4, maxFrames: 100 } }],
  ['cap on frames', { sampling: { fps: 2, maxFrames: 50 } }],
  ['content of the video', { videoSha256: 'd'.repeat(64) }],
  ['start', { startMs: 1 }],
  ['end', { endMs: 1999.5 }],
])('is another for another %s', (_, change) => {
  expect(embeddingCacheKey({ ...pass, ...change })).not.toBe(embeddingCacheKey(pass))
})

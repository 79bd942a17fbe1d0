import { expect, test } from 'vitest'
import { sessionFeatures, sessionMeans } from '#core/areas/severity/session-features.ts'

test('averages the clips of a session alike, and counts frames of those without a face too', () => {
  const clips = [
    {
      embeddingId: 1,
      clipId: 1,
      sessionId: 1,
      frameCount: 10,
      faceCount: 10,
      clipEmbedding: Float32Array.of(1, 4),
    },
    {
      embeddingId: 2,
      clipId: 2,
      sessionId: 1,
      frameCount: 30,
      faceCount: 5,
      clipEmbedding: Float32Array.of(3, 0),
    },
    { embeddingId: 3, clipId: 3, sessionId: 1, frameCount: 20, faceCount: 0, clipEmbedding: null },
    { embeddingId: 4, clipId: 4, sessionId: 2, frameCount: 20, faceCount: 0, clipEmbedding: null },
  ]
  const sessions = [
    { sessionId: 2, patientCode: 'B' },
    { sessionId: 1, patientCode: 'A' },
    { sessionId: 3, patientCode: 'C' },
  ]
  expect(sessionMeans(clips, sessions)).toEqual([
    { sessionId: 1, patientCode: 'A', values: Float64Array.of(2, 2), nClips: 2, faceShare: 0.25 },
  ])
})

test('puts the spread over moments beside the mean, and takes no session whose clips were not predicted with the prompts', async () => {
  const clip = { clipId: 1, sessionId: 1, frameCount: 4, faceCount: 4 }
  const clips = [
    { ...clip, embeddingId: 1, clipEmbedding: Float32Array.of(2) },
    { ...clip, embeddingId: 2, sessionId: 2, clipEmbedding: Float32Array.of(5) },
  ]
  const sessions = [1, 2].map((sessionId) => ({ sessionId, patientCode: `P${String(sessionId)}` }))
  const source = {
    embeddings: ({ embeddingId }: { embeddingId: number }) => ({
      width: 1,
      values: embeddingId === 1 ? Float32Array.of(1, 3) : Float32Array.of(5, 5),
    }),
    prompts: ({ embeddingId }: { embeddingId: number }) =>
      embeddingId === 1 ? { width: 2, values: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3) } : null,
  }
  const between = (): Promise<void> => Promise.resolve()
  const of = async (kind: 'mean-spread' | 'prompts') =>
    (await sessionFeatures(clips, sessions, { kind, source, between })).map(({ sessionId, values }) => [
      sessionId,
      ...values,
    ])
  expect(await of('mean-spread')).toEqual([
    [1, 2, 1],
    [2, 5, 0],
  ])
  expect(await of('prompts')).toEqual([[1, 2 / 3, 1 / 3]])
})

import { expect, test } from 'vitest'
import { sessionFeatures } from '#core/areas/severity/session-features.ts'

test('averages the clips of a session alike, and counts frames of those without a face too', () => {
  const clips = [
    { clipId: 1, sessionId: 1, frameCount: 10, faceCount: 10, clipEmbedding: Float32Array.of(1, 4) },
    { clipId: 2, sessionId: 1, frameCount: 30, faceCount: 5, clipEmbedding: Float32Array.of(3, 0) },
    { clipId: 3, sessionId: 1, frameCount: 20, faceCount: 0, clipEmbedding: null },
    { clipId: 4, sessionId: 2, frameCount: 20, faceCount: 0, clipEmbedding: null },
  ]
  const sessions = [
    { sessionId: 2, patientCode: 'B' },
    { sessionId: 1, patientCode: 'A' },
    { sessionId: 3, patientCode: 'C' },
  ]
  expect(sessionFeatures(clips, sessions)).toEqual([
    { sessionId: 1, patientCode: 'A', values: Float64Array.of(2, 2), nClips: 2, faceShare: 0.25 },
  ])
})

import { expect, test } from 'vitest'
import { createFaceRecogniser } from '#core/inference/pipelines/face-recogniser.ts'
import { fakeFaces } from '../../../../../helpers/fake-inference.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'

const picture = { width: 8, height: 8, rgb: new Uint8Array(8 * 8 * 3).fill(100) }
const points = Float32Array.from({ length: 136 }, (_, i) => (i * 5) % 8)

function recogniser(descriptor: Float32Array) {
  const pack = { ...fakeFaces.manifest.recogniser, output: 'out' }
  const session = fakeSession({
    input: pack.input.name,
    compute: () => ({ data: descriptor, dims: [1, 128] }),
  })
  return { session, faces: createFaceRecogniser(pack, session) }
}

test('a face becomes a direction of unit length', async () => {
  const { faces, session } = recogniser(Float32Array.from({ length: 128 }, (_, i) => (i < 2 ? 3 + i : 0)))
  const embedding = await faces.embed(picture, points)
  expect([...embedding.slice(0, 3)]).toEqual([Math.fround(0.6), Math.fround(0.8), 0])
  expect(session.runs[0]?.dims).toEqual([1, 3, 32, 32])
})

test.each([
  ['of another length', new Float32Array(64).fill(1)],
  ['that are no numbers', new Float32Array(128).fill(Number.NaN)],
  ['that are all zero', new Float32Array(128)],
])('values %s are a failed net', async (_, descriptor) => {
  await expect(recogniser(descriptor).faces.embed(picture, points)).rejects.toMatchObject({
    code: 'detector-failed',
  })
})

import { expect, test } from 'vitest'
import type { DecodedFrame } from '#core/media/types.ts'
import { createClipTextPipeline } from '#core/inference/pipelines/clip-text.ts'
import type { FaceFinder } from '#core/inference/pipelines/face-finder.ts'
import type { FrameBatcher } from '#core/inference/pipelines/frame-batcher.ts'
import type { Detection } from '#core/inference/postprocess/detections.ts'
import type { Box } from '#core/inference/processors/picture.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'

const FACE: Detection = { x: 10, y: 10, width: 20, height: 20, confidence: 0.75 }
const pack = { ...fakePack().manifest, crop: { kind: 'landmark-box' as const, margin: 0 } }

/** Frames that are all written into one buffer, as a decoder may do; the grey level is the frame's number. */
async function* frames(count: number): AsyncGenerator<DecodedFrame> {
  const rgb = new Uint8Array(64 * 48 * 3)
  for (let i = 0; i < count; i++) {
    await Promise.resolve()
    rgb.fill(i)
    yield { timeMs: i * 200, width: 64, height: 48, rgb }
  }
}

/** Faces by the grey level of the frame; embeddings hold the grey level of the frame that the crop is from. */
function pipeline(
  facesOf: (frame: number) => readonly Detection[],
  landmarks: (face: Box) => Box | null = (face) => face,
) {
  const crops: { frame: number; crop: Box }[] = []
  let resets = 0
  const finder: FaceFinder = {
    async detect(picture) {
      const frame = picture.rgb[0] ?? -1
      await new Promise((resolve) => setTimeout(resolve, 1))
      return [...facesOf(frame)]
    },
    landmarks: (_, face) => Promise.resolve(landmarks(face)),
    settled: () => Promise.resolve(),
  }
  const batcher: FrameBatcher = {
    add(picture, crop) {
      crops.push({ frame: picture.rgb[0] ?? -1, crop })
      return Promise.resolve()
    },
    finish: () => Promise.resolve(Float32Array.from(crops.flatMap(({ frame }) => [frame, 1]))),
    reset() {
      resets++
      return Promise.resolve()
    },
  }
  return {
    crops,
    get resets() {
      return resets
    },
    embed: (count: number, beforeFrame: (timeMs: number) => Promise<void> = () => Promise.resolve()) =>
      createClipTextPipeline(pack, finder, batcher).embed(7, frames(count), beforeFrame),
  }
}

test('frames with a face are embedded and averaged, the others have a box of no numbers', async () => {
  const run = pipeline((frame) => (frame === 1 ? [] : [FACE]))
  const embedding = await run.embed(4)
  expect(embedding).toMatchObject({ clipId: 7, pictureWidth: 64, pictureHeight: 48 })
  expect([...embedding.frameTimes]).toEqual([0, 200, 400, 600])
  expect([...embedding.frameBoxes.slice(0, 5)]).toEqual([10, 10, 20, 20, 0.75])
  expect(embedding.frameBoxes.slice(5, 10).every(Number.isNaN)).toBe(true)
  expect([...embedding.frameEmbeddings]).toEqual([0, 1, 2, 1, 3, 1])
  expect(embedding.clipEmbedding).toEqual(Float32Array.of(5 / 3, 1))
})

test('each crop is cut from its own frame although the decoder has gone on', async () => {
  const run = pipeline(() => [FACE])
  await run.embed(5)
  expect(run.crops.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4])
})

test('a clip without any face has no clip embedding, which is no failure', async () => {
  const embedding = await pipeline(() => []).embed(3)
  expect(embedding.clipEmbedding).toBeNull()
  expect(embedding.frameEmbeddings).toHaveLength(0)
  expect(embedding.frameTimes).toHaveLength(3)
})

test('a face whose landmarks lie outside the picture counts as none', async () => {
  const embedding = await pipeline(
    () => [FACE],
    () => ({ x: 500, y: 0, width: 5, height: 5 }),
  ).embed(1)
  expect(embedding.clipEmbedding).toBeNull()
  expect(Number.isNaN(embedding.frameBoxes[0])).toBe(true)
})

test('the face of the first frame is followed past a larger one', async () => {
  const larger: Detection = { x: 30, y: 0, width: 30, height: 40, confidence: 0.9 }
  const run = pipeline((frame) => (frame === 0 ? [FACE] : [larger, { ...FACE, x: 12 }]))
  await run.embed(2)
  expect(run.crops.map(({ crop }) => crop.x)).toEqual([10, 12])
})

test('a clip of no frames is unreadable', async () => {
  await expect(pipeline(() => []).embed(0)).rejects.toMatchObject({ code: 'media-unreadable' })
})

test('what stops the work before a frame ends the clip, and nothing of it is left for the next', async () => {
  const run = pipeline(() => [FACE])
  const stop = (timeMs: number) => (timeMs < 400 ? Promise.resolve() : Promise.reject(new Error('stopped')))
  await expect(run.embed(5, stop)).rejects.toThrow('stopped')
  expect(run.resets).toBe(1)
})

test('a detector that fails on one frame fails the clip', async () => {
  const run = pipeline((frame) => {
    if (frame === 2) throw new Error('broken')
    return [FACE]
  })
  await expect(run.embed(5)).rejects.toThrow('broken')
  expect(run.resets).toBe(1)
})

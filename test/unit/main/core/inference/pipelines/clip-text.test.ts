import { describe, expect, test } from 'vitest'
import type { SubjectPath } from '#core/faces/types.ts'
import { createClipTextPipeline } from '#core/inference/pipelines/clip-text.ts'
import type { FrameBatcher } from '#core/inference/pipelines/frame-batcher.ts'
import type { TemporalNet } from '#core/inference/pipelines/temporal-net.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from '#core/inference/processors/picture.ts'
import type { PicturePart } from '#core/media/frames/picture-part.ts'
import type { DecodedFrame } from '#core/media/types.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { ClipSampling, WindowPlan } from '#shared/domain/sampling.ts'

/** Shares of a picture of 64 x 48 hold these without rounding. */
const FACE: Box = { x: 8, y: 12, width: 16, height: 24 }
const byRate: ClipSampling = { kind: 'rate', fps: 5, maxFrames: 100 }
const byWindows = (windowFrames: number, windows: WindowPlan): ClipSampling => ({
  kind: 'stride',
  frameStride: 4,
  windowFrames,
  windows,
})
const numbers = (values: Float32Array | Float64Array | null): number[] => Array.from(values ?? [])

interface Source {
  readonly frames: AsyncIterable<DecodedFrame>
  /** How many frames were asked for. */
  readonly asked: number
  readonly isEnded: boolean
}

/** Frames that are all written into one buffer, as a decoder may do; the grey level is the frame's number. */
function source(count: number, part?: PicturePart): Source {
  const { width, height } = part ?? { width: 64, height: 48 }
  const rgb = new Uint8Array(width * height * 3)
  let asked = 0
  let isEnded = false
  async function* decode(): AsyncGenerator<DecodedFrame> {
    try {
      for (let i = 0; i < count; i++) {
        asked += 1
        await Promise.resolve()
        rgb.fill(i)
        yield { timeMs: i * 200, ticks: i, width, height, rgb, ...(part === undefined ? {} : { part }) }
      }
    } finally {
      isEnded = true
    }
  }
  return {
    frames: decode(),
    get asked() {
      return asked
    },
    get isEnded() {
      return isEnded
    },
  }
}

interface Setting {
  /** The patient's face in pixels of the picture, by the number of the frame; null where nobody knows. */
  readonly faceOf: (frame: number) => Box | null
  readonly landmarks?: (face: Box) => Box | null
  readonly crop?: ClipTextPack['crop']
  /** Of the rows it is given, each the number of the frame that the crop is from and a one. */
  readonly temporal?: TemporalNet
}

/** The sum of the frames' numbers, and how many there were. */
const sumUp: TemporalNet = (rows) =>
  Promise.resolve(Float32Array.of(sum(rows.filter((_, i) => i % 2 === 0)), sum(rows.filter((_, i) => i % 2))))
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0)

/** A point of the path at each frame, in shares of the picture. */
function subjectOf(faceOf: Setting['faceOf'], count: number): SubjectPath {
  const rows = Array.from({ length: count }, (_, frame) => {
    const face = faceOf(frame)
    if (face === null) return [NaN, NaN, NaN, NaN, NaN]
    const { x, y, width, height } = face
    return [x / 64, y / 48, width / 64, height / 48, 0.75]
  })
  return {
    times: Float64Array.from({ length: count }, (_, frame) => frame * 200),
    boxes: Float32Array.from(rows.flat()),
  }
}

function pipeline({ faceOf, landmarks = (face) => face, crop, temporal = sumUp }: Setting) {
  const crops: { frame: number; crop: Box }[] = []
  const looked: number[] = []
  const events = { resets: 0, landmarks: 0 }
  const batcher: FrameBatcher = {
    add(picture, box) {
      crops.push({ frame: picture.rgb[0] ?? -1, crop: box })
      return Promise.resolve()
    },
    finish: () => Promise.resolve(Float32Array.from(crops.flatMap(({ frame }) => [frame, 1]))),
    reset() {
      events.resets += 1
      return Promise.resolve()
    },
    join: () => undefined,
  }
  const pack = { crop: crop ?? { kind: 'landmark-box' as const, margin: 0 }, embeddingDim: 2 }
  const finder = {
    landmarks: async (picture: Picture, face: Box) => {
      events.landmarks += 1
      const frame = picture.rgb[0]
      await new Promise((resolve) => setTimeout(resolve, 1))
      // What is looked at stays what it was until it was looked at.
      expect(picture.rgb[0]).toBe(frame)
      return landmarks(face)
    },
  }
  const { embed } = createClipTextPipeline(pack, {
    landmarks: finder,
    batchers: [batcher, batcher],
    temporal,
  })
  const goOn = (): Promise<void> => Promise.resolve()
  const embedFrom = (
    { frames }: Source,
    sampling: ClipSampling,
    beforeFrame: (timeMs: number) => Promise<void> = goOn,
  ) =>
    embed({ clipId: 7, frames, sampling, subject: subjectOf(faceOf, 60) }, (timeMs) => {
      looked.push(timeMs / 200)
      return beforeFrame(timeMs)
    })
  return {
    crops,
    looked,
    events,
    embed: (count: number, sampling = byRate, beforeFrame = goOn as (timeMs: number) => Promise<void>) =>
      embedFrom(source(count), sampling, beforeFrame),
    embedFrom,
  }
}

const always = () => FACE
const never = () => null

test.each<ClipTextPack['crop']>([
  { kind: 'landmark-box', margin: 0.5 },
  { kind: 'face-square', margin: 0.25 },
])('of a part of the picture, the same is looked at: %o', async (crop) => {
  const part = { x: 4, y: 2, width: 48, height: 44, picture: { width: 64, height: 48 } }
  // Landmarks reach beyond the face.
  const landmarks = (face: Box): Box => ({ ...face, x: face.x - 2.5, height: face.height + 3.25 })
  const faceOf = (frame: number): Box => ({ ...FACE, x: FACE.x + frame })
  const [whole, cut] = [pipeline({ faceOf, landmarks, crop }), pipeline({ faceOf, landmarks, crop })]
  const wanted = await whole.embedFrom(source(5), byRate)
  const got = await cut.embedFrom(source(5, part), byRate)
  expect(got).toEqual(wanted)
  expect(got).toMatchObject({ pictureWidth: 64, pictureHeight: 48 })
  expect(
    cut.crops.map((look) => ({ ...look, crop: { ...look.crop, x: look.crop.x + 4, y: look.crop.y + 2 } })),
  ).toEqual(whole.crops)
})

test('landmarks that lie far from their face are looked at as far as any part of the picture may reach', async () => {
  const landmarks = (face: Box): Box => ({ ...face, x: face.x - 40, width: face.width + 80 })
  const run = pipeline({ faceOf: always, landmarks })
  await run.embedFrom(source(1), byRate)
  // The square around the face is 24 wide, from 4 on: as much again at both sides together.
  expect(run.crops).toEqual([{ frame: 0, crop: { x: 0, y: 12, width: 40, height: 24 } }])
})

test('a second clip may be begun while the nets are busy with the first, but no third', async () => {
  const held: (() => void)[] = []
  const temporal: TemporalNet = (rows) =>
    new Promise((resolve) => {
      held.push(() => {
        resolve(rows.subarray(0, 2))
      })
    })
  const { embed } = pipeline({ faceOf: always, temporal })
  const windows = byWindows(4, { kind: 'consecutive', windowStride: 4 })
  const open = [embed(4, windows), embed(4, windows)]
  await expect(embed(4, windows)).rejects.toThrow('two clips')
  await expect.poll(() => held.length).toBe(2)
  for (const release of held) release()
  await Promise.all(open)
  const again = embed(4, windows)
  await expect.poll(() => held.length).toBe(3)
  held[2]?.()
  await again
})

describe('frames by rate', () => {
  test('with a face are embedded and averaged, the others have a box of no numbers', async () => {
    const run = pipeline({ faceOf: (frame) => (frame === 1 ? null : FACE) })
    const embedding = await run.embed(4)
    expect(embedding).toMatchObject({ clipId: 7, pictureWidth: 64, pictureHeight: 48 })
    expect(numbers(embedding.frameTimes)).toEqual([0, 200, 400, 600])
    expect(numbers(embedding.frameBoxes.slice(0, 5))).toEqual([8, 12, 16, 24, 0.75])
    expect(embedding.frameBoxes.slice(5, 10).every(Number.isNaN)).toBe(true)
    expect(numbers(embedding.frameEmbeddings)).toEqual([0, 1, 2, 1, 3, 1])
    expect(embedding.clipEmbedding).toEqual(Float32Array.of(5 / 3, 1))
  })

  test('have no windows', async () => {
    const embedding = await pipeline({ faceOf: always }).embed(3)
    expect(embedding.windowSpans).toBeNull()
    expect(embedding.windowEmbeddings).toBeNull()
  })

  test('are each cropped from their own picture although the decoder has gone on', async () => {
    const run = pipeline({ faceOf: always })
    await run.embed(5)
    expect(run.crops.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4])
  })

  test('without any face give no clip embedding, which is no failure', async () => {
    const embedding = await pipeline({ faceOf: never }).embed(3)
    expect(embedding.clipEmbedding).toBeNull()
    expect(embedding.frameEmbeddings).toHaveLength(0)
    expect(embedding.frameTimes).toHaveLength(3)
  })
})

describe('consecutive windows', () => {
  test('without a gap cover every frame once; the clip is their mean', async () => {
    const run = pipeline({ faceOf: always })
    const embedding = await run.embed(10, byWindows(4, { kind: 'consecutive', windowStride: 4 }))
    expect(numbers(embedding.frameTimes)).toHaveLength(10)
    expect(numbers(embedding.windowSpans)).toEqual([0, 600, 800, 1400, 1600, 1800])
    // The last one, of two frames, is filled up from itself.
    expect(numbers(embedding.windowEmbeddings)).toEqual([6, 4, 22, 4, 8 + 9 + 8 + 9, 4])
    expect(numbers(embedding.clipEmbedding)).toEqual([Math.fround((6 + 22 + 34) / 3), 4])
  })

  test('with a gap leave the frames between them unlooked at and unrecorded', async () => {
    const run = pipeline({ faceOf: always })
    const embedding = await run.embed(10, byWindows(2, { kind: 'consecutive', windowStride: 4 }))
    expect(run.looked).toEqual([0, 1, 4, 5, 8, 9])
    expect(numbers(embedding.frameTimes)).toEqual([0, 200, 800, 1000, 1600, 1800])
    expect(embedding.frameBoxes).toHaveLength(6 * 5)
    expect(embedding.frameBoxes.some(Number.isNaN)).toBe(false)
    expect(numbers(embedding.windowSpans)).toEqual([0, 200, 800, 1000, 1600, 1800])
    expect(numbers(embedding.windowEmbeddings)).toEqual([1, 2, 9, 2, 17, 2])
  })

  test('that overlap share their frames', async () => {
    const embedding = await pipeline({ faceOf: always }).embed(
      6,
      byWindows(4, { kind: 'consecutive', windowStride: 2 }),
    )
    expect(numbers(embedding.windowEmbeddings)).toEqual([0 + 1 + 2 + 3, 4, 2 + 3 + 4 + 5, 4])
    expect(embedding.frameTimes).toHaveLength(6)
  })

  test('are made of the frames with a face; one without any is left out', async () => {
    const run = pipeline({ faceOf: (frame) => (frame === 1 || frame === 4 || frame === 5 ? null : FACE) })
    const embedding = await run.embed(8, byWindows(2, { kind: 'consecutive', windowStride: 2 }))
    expect(numbers(embedding.windowSpans)).toEqual([0, 200, 400, 600, 1200, 1400])
    expect(numbers(embedding.windowEmbeddings)).toEqual([0 + 0, 2, 2 + 3, 2, 6 + 7, 2])
    expect(numbers(embedding.clipEmbedding)).toEqual([6, 2])
    expect(Number.isNaN(embedding.frameBoxes[5])).toBe(true)
  })
})

test('the first window only: no frame after it is asked for, and the decoder is let go', async () => {
  const frames = source(50)
  const embedding = await pipeline({ faceOf: always }).embedFrom(frames, byWindows(4, { kind: 'first' }))
  expect(frames.asked).toBe(4)
  expect(frames.isEnded).toBe(true)
  expect(numbers(embedding.windowSpans)).toEqual([0, 600])
  expect(numbers(embedding.clipEmbedding)).toEqual([6, 4])
})

test('the first window of a short clip is filled up from what there is', async () => {
  const embedding = await pipeline({ faceOf: always }).embed(3, byWindows(8, { kind: 'first' }))
  expect(numbers(embedding.windowSpans)).toEqual([0, 400])
  expect(embedding.windowEmbeddings?.[1]).toBe(8)
})

test('a window with a random start is the same for the same seed, and another for another', async () => {
  const embed = async (seed: number) => {
    const run = pipeline({ faceOf: always })
    const embedding = await run.embed(40, byWindows(3, { kind: 'random', seed }))
    expect(embedding.frameTimes).toHaveLength(40)
    expect(embedding.windowEmbeddings).toHaveLength(2)
    return numbers(embedding.windowEmbeddings)[0]
  }
  const starts = [await embed(1), await embed(2), await embed(3), await embed(4)]
  expect([await embed(1), await embed(2), await embed(3), await embed(4)]).toEqual(starts)
  expect(new Set(starts).size).toBeGreaterThan(1)
})

test.each<WindowPlan>([
  { kind: 'consecutive', windowStride: 4 },
  { kind: 'first' },
  { kind: 'random', seed: 5 },
])('a clip without a face has no window and no embedding ($kind)', async (windows) => {
  const embedding = await pipeline({ faceOf: never }).embed(10, byWindows(4, windows))
  expect(embedding.clipEmbedding).toBeNull()
  expect(embedding.windowSpans).toHaveLength(0)
  expect(embedding.windowEmbeddings).toHaveLength(0)
  expect(embedding.frameBoxes.every(Number.isNaN)).toBe(true)
})

describe('a crop', () => {
  test('that is square goes beyond the picture with a face at its edge, on whole pixels', async () => {
    const atEdge: Box = { x: -3, y: 30.375, width: 10, height: 20.25 }
    const run = pipeline({ faceOf: () => atEdge, crop: { kind: 'face-square', margin: 0.5 } })
    await run.embed(1)
    // A square of 20.25 around the middle (2, 40.5), grown to 30.375.
    expect(run.crops[0]?.crop).toEqual({ x: -13, y: 25, width: 30, height: 31 })
    expect(run.events.landmarks).toBe(0)
  })

  test('of landmarks ends with the picture', async () => {
    const run = pipeline({
      faceOf: () => ({ x: 48, y: 36, width: 16, height: 12 }),
      landmarks: () => ({ x: 50, y: 40, width: 20, height: 20 }),
    })
    await run.embed(1)
    expect(run.crops[0]?.crop).toEqual({ x: 50, y: 40, width: 14, height: 8 })
  })

  test('of landmarks outside the picture counts as no face', async () => {
    const run = pipeline({ faceOf: always, landmarks: () => ({ x: 500, y: 0, width: 5, height: 5 }) })
    const embedding = await run.embed(1)
    expect(embedding.clipEmbedding).toBeNull()
    expect(Number.isNaN(embedding.frameBoxes[0])).toBe(true)
  })
})

test('the box is that of the path at the time of the frame, between its points as well', async () => {
  const moving = pipeline({
    faceOf: (frame) => ({ ...FACE, x: 8 + frame * 4 }),
    crop: { kind: 'face-square', margin: 0 },
  })
  async function* between(): AsyncGenerator<DecodedFrame> {
    await Promise.resolve()
    for (const timeMs of [0, 100, 350]) {
      yield { timeMs, ticks: timeMs, width: 64, height: 48, rgb: new Uint8Array(64 * 48 * 3) }
    }
  }
  const embedding = await moving.embedFrom({ ...source(0), frames: between() }, byRate)
  expect([0, 1, 2].map((frame) => embedding.frameBoxes[frame * 5])).toEqual([8, 10, 15])
})

test('a picture of another size than the one that faces were looked for in has its box where the face is', async () => {
  const run = pipeline({ faceOf: always, crop: { kind: 'face-square', margin: 0 } })
  async function* large(): AsyncGenerator<DecodedFrame> {
    await Promise.resolve()
    yield { timeMs: 0, ticks: 0, width: 640, height: 480, rgb: new Uint8Array(640 * 480 * 3) }
  }
  const embedding = await run.embedFrom({ ...source(0), frames: large() }, byRate)
  expect(numbers(embedding.frameBoxes)).toEqual([80, 120, 160, 240, 0.75])
})

test('a clip of no frames is unreadable', async () => {
  await expect(pipeline({ faceOf: never }).embed(0)).rejects.toMatchObject({ code: 'media-unreadable' })
})

test('what stops the work before a frame ends the clip, and nothing of it is left for the next', async () => {
  const run = pipeline({ faceOf: always })
  const stop = (timeMs: number) => (timeMs < 400 ? Promise.resolve() : Promise.reject(new Error('stopped')))
  await expect(run.embed(5, byRate, stop)).rejects.toThrow('stopped')
  expect(run.events.resets).toBe(1)
})

test('a landmark net that fails on one frame fails the clip', async () => {
  const run = pipeline({
    faceOf: (frame) => ({ ...FACE, x: frame === 2 ? 4 : 8 }),
    landmarks: (face) => {
      if (face.x === 4) throw new Error('broken')
      return face
    },
  })
  await expect(run.embed(5)).rejects.toThrow('broken')
  expect(run.events.resets).toBe(1)
})

test('a temporal net that fails fails the clip', async () => {
  const run = pipeline({ faceOf: always, temporal: () => Promise.reject(new Error('out of memory')) })
  await expect(run.embed(5, byWindows(4, { kind: 'first' }))).rejects.toThrow('out of memory')
  expect(run.events.resets).toBe(1)
})

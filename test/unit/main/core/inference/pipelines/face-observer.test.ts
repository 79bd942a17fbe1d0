import { expect, test } from 'vitest'
import type { FaceObservations } from '#core/faces/types.ts'
import { createFaceObserver } from '#core/inference/pipelines/face-observer.ts'
import type { Detection } from '#core/inference/postprocess/detections.ts'
import type { DecodedFrame } from '#core/media/types.ts'
import { AppError } from '#shared/errors.ts'

/** A checkered picture: sharp everywhere. */
const sharp = Uint8Array.from({ length: 200 * 200 * 3 }, (_, i) => {
  const pixel = Math.floor(i / 3)
  return (((pixel % 200) >> 2) + (Math.floor(pixel / 200) >> 2)) % 2 === 0 ? 40 : 200
})
const blurred = new Uint8Array(200 * 200 * 3).fill(90)

async function* framesAt(times: readonly number[], rgb = sharp): AsyncGenerator<DecodedFrame> {
  const buffer = new Uint8Array(rgb)
  for (const timeMs of times) {
    // The source may overwrite a frame as soon as the next is asked for.
    buffer.fill(0)
    await new Promise((resolve) => setImmediate(resolve))
    buffer.set(rgb)
    yield { timeMs, ticks: timeMs, width: 200, height: 200, rgb: buffer }
  }
}

const aFace = (x: number, height = 100): Detection => ({ x, y: 20, width: height, height, confidence: 0.9 })

interface Fakes {
  readonly detect?: (call: number) => readonly Detection[]
}

/** Landmarks spread over the face's own box; the embedding tells which call made it. */
function observer({ detect = () => [aFace(20)] }: Fakes = {}) {
  let detections = 0
  let embedded = 0
  const open = { now: 0, most: 0 }
  const made = createFaceObserver({
    faces: {
      async detect() {
        const call = detections++
        open.most = Math.max(open.most, ++open.now)
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
        open.now--
        return [...detect(call)]
      },
      points: (_, { x, y, width, height }) =>
        Promise.resolve(
          x < 0
            ? null
            : Float64Array.from({ length: 136 }, (__, i) =>
                i % 2 === 0 ? x + (width * (i % 8)) / 8 : y + (height * (i % 17)) / 17,
              ),
        ),
      landmarks: () => Promise.reject(new Error('not part of this test')),
      settled: () => Promise.resolve(),
    },
    recogniser: {
      embed: () => {
        const embedding = new Float32Array(128)
        embedding[embedded++] = 1
        return Promise.resolve(embedding)
      },
    },
  })
  return { observe: made.observe.bind(made), open, embedded: () => embedded }
}

async function observe(
  fakes: Fakes,
  video: { times: readonly number[]; startMs?: number; endMs: number; rgb?: Uint8Array },
) {
  const { times, startMs = 0, endMs, rgb = sharp } = video
  const stretches: FaceObservations[] = []
  const { observe: run, ...rest } = observer(fakes)
  await run(
    { videoId: 7, startMs, endMs, frames: framesAt(times, new Uint8Array(rgb)) },
    {
      beforeFrame: () => Promise.resolve(),
      onStretch: (observations) => {
        stretches.push(observations)
        return Promise.resolve()
      },
    },
  )
  return { stretches, ...rest }
}

test('every frame is told, with or without a face, and each face with what was measured', async () => {
  const detect = (call: number) => [[aFace(20)], [], [aFace(20), aFace(100)]][call] ?? []
  const { stretches } = await observe({ detect }, { times: [0, 200, 400], endMs: 600 })
  const [stretch, ...others] = stretches
  expect(others).toEqual([])
  expect(stretch).toMatchObject({ videoId: 7, fromMs: 0, toMs: 600, pictureWidth: 200, pictureHeight: 200 })
  expect(stretch?.frameTimes).toEqual(Float64Array.of(0, 200, 400))
  expect(stretch?.frameOf).toEqual(Int32Array.of(0, 2, 2))
  expect(stretch?.boxes.slice(8)).toEqual(Float32Array.of(100, 20, 100, 100))
  expect(stretch?.confidences).toEqual(Float32Array.of(0.9, 0.9, 0.9))
  expect(stretch?.embeddings).toHaveLength(3 * 128)
  expect(stretch?.embeddings[2 * 128 + 2]).toBe(1)
  expect(stretch?.measures).toHaveLength(3 * 6)
  // The pictures were kept while the detector looked at them.
  expect(stretch?.measures[0]).toBeGreaterThan(50)
})

test('faces that are small, blurred or half covered are not asked who they are', async () => {
  const cases = [
    { face: aFace(20, 30), rgb: sharp },
    { face: aFace(20), rgb: blurred },
    { face: { ...aFace(20), confidence: 0.4 }, rgb: sharp },
  ]
  for (const { face, rgb } of cases) {
    const { stretches, embedded } = await observe({ detect: () => [face] }, { times: [0], endMs: 200, rgb })
    expect(embedded()).toBe(0)
    expect(stretches[0]?.embeddings.every(Number.isNaN)).toBe(true)
    expect(stretches[0]?.frameOf).toHaveLength(1)
  }
})

test('a face that lies outside the picture is none', async () => {
  const { stretches } = await observe({ detect: () => [aFace(-500)] }, { times: [0], endMs: 200 })
  expect(stretches[0]?.frameOf).toHaveLength(0)
})

test('stretches of half a minute come in order and without gaps, also where there are no frames', async () => {
  const times = [5000, 20_000, 34_999, 35_000, 100_000]
  const { stretches } = await observe({}, { times, startMs: 5000, endMs: 101_000 })
  expect(stretches.map(({ fromMs, toMs, frameTimes }) => [fromMs, toMs, [...frameTimes]])).toEqual([
    [5000, 35_000, [5000, 20_000, 34_999]],
    [35_000, 65_000, [35_000]],
    [65_000, 95_000, []],
    [95_000, 101_000, [100_000]],
  ])
})

test('the next frame is looked at while the faces of the one before are measured', async () => {
  const { open } = await observe({}, { times: [0, 200, 400], endMs: 600 })
  expect(open.most).toBe(2)
})

test('a video of which nothing can be read is unreadable, not one without faces', async () => {
  await expect(observe({}, { times: [], endMs: 1000 })).rejects.toMatchObject({ code: 'media-unreadable' })
})

test('a broken detector is told as such, also when another frame follows', async () => {
  const detect = (call: number): Detection[] => {
    if (call === 1) throw new AppError('detector-failed', 'The face detector gave no usable answer.')
    return []
  }
  await expect(observe({ detect }, { times: [0, 200, 400], endMs: 600 })).rejects.toMatchObject({
    code: 'detector-failed',
  })
})

import { expect, test } from 'vitest'
import { createFaceFinder } from '#core/inference/pipelines/face-finder.ts'
import type { FacePack } from '#shared/domain/pack.ts'
import type { OutputTensor } from '#core/inference/session/ort-session.ts'
import { fakeFaces } from '../../../../../helpers/fake-inference.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'

const pack: FacePack = {
  ...fakeFaces.manifest,
  detector: {
    ...fakeFaces.manifest.detector,
    input: { ...fakeFaces.manifest.detector.input, name: 'image', size: 64 },
    output: 'out',
    anchors: [[1, 1]],
    scoreThreshold: 0.5,
    iouThreshold: 0.4,
  },
  landmarks: {
    ...fakeFaces.manifest.landmarks,
    input: { ...fakeFaces.manifest.landmarks.input, name: 'image', size: 4 },
    output: 'out',
  },
}

const picture = (grey: number) => ({ width: 8, height: 8, rgb: new Uint8Array(8 * 8 * 3).fill(grey) })

/** As many cells as the picture has, of which the first is as sure as `logit`. */
const grid = (
  logit: number,
  [, , height = 0, width = 0]: readonly number[] = [1, 3, 64, 64],
): OutputTensor => {
  const [rows, columns] = [height / 32, width / 32]
  const data = new Float32Array(rows * columns * 5).fill(-10)
  data.set([0, 0, 0, 0, logit])
  return { data, dims: [1, rows, columns, 5] }
}
const middle: OutputTensor = {
  data: Float32Array.from({ length: 136 }, (_, i) => (i % 4 < 2 ? 0.25 : 0.75)),
  dims: [1, 136],
}

function finder(detect: (dims: readonly number[]) => OutputTensor, mark: () => OutputTensor = () => middle) {
  const detector = fakeSession({ compute: (_, dims) => detect(dims) })
  return { detector, faces: createFaceFinder(pack, { detector, landmarks: fakeSession({ compute: mark }) }) }
}

test('a face comes back in picture pixels', async () => {
  const { faces } = finder(() => grid(2))
  const [face] = await faces.detect(picture(0))
  expect(face).toMatchObject({ x: 0, y: 0, width: 4, height: 4 })
})

test('a picture without a face is an empty list', async () => {
  const { faces } = finder(() => grid(-2))
  await expect(faces.detect(picture(0))).resolves.toEqual([])
})

test('a detector that throws or gives no numbers has failed', async () => {
  const broken = finder(() => {
    throw new Error('out of memory')
  })
  await expect(broken.faces.detect(picture(0))).rejects.toMatchObject({
    code: 'detector-failed',
    message: expect.stringContaining('out of memory') as string,
  })
  await expect(finder(() => grid(Number.NaN)).faces.detect(picture(0))).rejects.toMatchObject({
    code: 'detector-failed',
  })
})

test('the next picture may be given while the net is busy with this one', async () => {
  const { faces, detector } = finder(() => grid(2))
  const both = [faces.detect(picture(10)), faces.detect(picture(20))]
  await Promise.all(both)
  const [first, second] = detector.runs.map((run) => run.data[0])
  expect(second).toBeGreaterThan(first ?? Number.NaN)
})

test('a large picture is looked at in three sizes, wide ones without a square’s empty half', async () => {
  const coarse = { ...pack, detector: { ...pack.detector, input: { ...pack.detector.input, size: 416 } } }
  const detector = fakeSession({ compute: (_, dims) => grid(-2, dims) })
  const landmarks = fakeSession({ compute: () => middle })
  const faces = createFaceFinder(coarse, { detector, landmarks })
  const sides = async (width: number, height: number) => {
    await faces.detect({ width, height, rgb: new Uint8Array(width * height * 3) })
    return detector.runs.splice(0).map(({ dims }) => dims.slice(2))
  }
  expect(await sides(960, 540)).toEqual([
    [128, 224],
    [256, 416],
    [544, 960],
  ])
  expect(await sides(540, 960)).toEqual([
    [224, 128],
    [416, 256],
    [960, 544],
  ])
  // There is no more to see in a small one.
  expect(await sides(320, 240)).toEqual([
    [192, 224],
    [320, 416],
  ])
})

test('one face that is seen in several sizes is one face', async () => {
  const large = { width: 960, height: 960, rgb: new Uint8Array(960 * 960 * 3) }
  const near: OutputTensor = { data: Float32Array.of(0, 0, Math.log(960 / 2), 0, 1), dims: [1, 1, 1, 5] }
  const { faces, detector } = finder(() => near)
  await expect(faces.detect(large)).resolves.toHaveLength(1)
  expect(detector.runs).toHaveLength(2)
})

test('landmarks come in picture pixels', async () => {
  const { faces } = finder(() => grid(2))
  const points = await faces.points(picture(0), { x: 2, y: 2, width: 4, height: 4 })
  expect(points?.slice(0, 4)).toEqual(Float64Array.of(3, 3, 5, 5))
})

test('landmarks become a box in the picture', async () => {
  const { faces } = finder(() => grid(2))
  const box = await faces.landmarks(picture(0), { x: 2, y: 2, width: 4, height: 4 })
  expect(box).toEqual({ x: 3, y: 3, width: 2, height: 2 })
})

test('a face outside the picture has no landmarks', async () => {
  const { faces } = finder(() => grid(2))
  await expect(faces.landmarks(picture(0), { x: 20, y: 2, width: 4, height: 4 })).resolves.toBeNull()
})

test('landmarks that are no numbers are a failure', async () => {
  const nothing: OutputTensor = { data: new Float32Array(136).fill(Number.NaN), dims: [1, 136] }
  const { faces } = finder(
    () => grid(2),
    () => nothing,
  )
  await expect(faces.landmarks(picture(0), { x: 2, y: 2, width: 4, height: 4 })).rejects.toMatchObject({
    code: 'detector-failed',
  })
})

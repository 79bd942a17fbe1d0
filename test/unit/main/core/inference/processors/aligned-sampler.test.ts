import { expect, test } from 'vitest'
import { createAlignedSampler } from '#core/inference/processors/aligned-sampler.ts'
import type { Picture } from '#core/inference/processors/picture.ts'

const SIZE = 20
const sampler = createAlignedSampler({
  name: 'image',
  layout: 'NCHW',
  colour: 'RGB',
  size: SIZE,
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: 'bilinear-origin',
})

/** Red is the column, green the row. */
function ramp(side: number): Picture {
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return [pixel % side, Math.floor(pixel / side), 50][i % 3] ?? 0
  })
  return { width: side, height: side, rgb }
}

/** Landmarks where the recogniser wants them, brought to the picture by a scale, a turn and a shift. */
function faceAt({ scale, turnDeg = 0, x, y }: { scale: number; turnDeg?: number; x: number; y: number }) {
  const points = new Float32Array(136)
  const turn = (turnDeg * Math.PI) / 180
  const put = (from: number, to: number, [shareX, shareY]: readonly [number, number]): void => {
    const [u, v] = [shareX * SIZE * scale, shareY * SIZE * scale]
    for (let i = from; i < to; i++) {
      points[2 * i] = x + u * Math.cos(turn) - v * Math.sin(turn)
      points[2 * i + 1] = y + u * Math.sin(turn) + v * Math.cos(turn)
    }
  }
  put(36, 42, [0.317, 0.311])
  put(42, 48, [0.67, 0.311])
  put(30, 31, [0.493, 0.51])
  put(48, 49, [0.336, 0.687])
  put(54, 55, [0.651, 0.687])
  return points
}

function sample(points: Float32Array, picture = ramp(120)) {
  const data = new Float32Array(sampler.length)
  sampler.write(picture, points, { data, offset: 0 })
  /** Where in the picture a pixel of the tensor comes from. */
  return (column: number, row: number) => {
    const at = row * SIZE + column
    return [data[at] ?? Number.NaN, data[SIZE * SIZE + at] ?? Number.NaN]
  }
}

const near = (x: number, y: number): unknown[] => [expect.closeTo(x, 3), expect.closeTo(y, 3)]

test('a face is shifted and scaled to where the net wants it', () => {
  const at = sample(faceAt({ scale: 2.5, x: 30, y: 40 }))
  expect(at(0, 0)).toEqual(near(30, 40))
  expect(at(10, 4)).toEqual(near(55, 50))
})

test('a tilted face is turned upright', () => {
  const at = sample(faceAt({ scale: 2, turnDeg: 90, x: 80, y: 20 }))
  expect(at(0, 0)).toEqual(near(80, 20))
  expect(at(10, 0)).toEqual(near(80, 40))
  expect(at(0, 10)).toEqual(near(60, 20))
})

test('landmarks that fit no turn exactly are met as nearly as can be', () => {
  const points = faceAt({ scale: 2, x: 30, y: 30 })
  points[60] = (points[60] ?? 0) + 3
  const [x, y] = sample(points)(0, 0)
  expect(x).toBeGreaterThan(30)
  expect(x).toBeLessThan(33)
  expect(y).toBeCloseTo(30, 0)
})

test('outside the picture it is black', () => {
  const at = sample(faceAt({ scale: 2, x: -20, y: 10 }))
  expect(at(2, 2)).toEqual([0, 0])
  expect(at(15, 2)).toEqual(near(10, 14))
})

test('faces are written one after the other into a batch', () => {
  const data = new Float32Array(2 * sampler.length).fill(-1)
  sampler.write(ramp(120), faceAt({ scale: 2, x: 30, y: 30 }), { data, offset: sampler.length })
  expect(data.slice(0, sampler.length).every((value) => value === -1)).toBe(true)
  expect(data[sampler.length]).toBeCloseTo(30, 3)
})

import { expect, test } from 'vitest'
import type { Picture } from '#core/inference/processors/picture.ts'
import { createSquareSampler } from '#core/inference/processors/square-sampler.ts'
import type { ImageInput } from '#core/inference/processors/square-sampler.ts'
import { createWholeSampler, wholeGrid } from '#core/inference/processors/whole-sampler.ts'

const input: ImageInput = {
  name: 'image',
  layout: 'NCHW',
  colour: 'RGB',
  size: 64,
  scale: 255,
  mean: [0.1, 0.2, 0.3],
  std: [1, 1, 1],
  resize: 'bilinear-origin',
}

function noise(width: number, height: number): Picture {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251)
  return { width, height, rgb }
}

function sampled(picture: Picture, side: number) {
  const grid = wholeGrid(picture, { side, stride: 32 })
  const data = new Float32Array(3 * grid.width * grid.height)
  createWholeSampler(input, grid).write(picture, data)
  return { grid, data }
}

test('the longer side takes the asked size, the shorter one as many whole strides as it needs', () => {
  const at = (width: number, height: number, side: number) =>
    wholeGrid({ width, height }, { side, stride: 32 })
  expect(at(960, 540, 960)).toEqual({ width: 960, height: 544, step: 1 })
  expect(at(540, 960, 416)).toEqual({ width: 256, height: 416, step: 960 / 416 })
  expect(at(100, 100, 224)).toEqual({ width: 224, height: 224, step: 100 / 224 })
})

test('a square picture is sampled as the square sampler does', () => {
  const picture = noise(50, 50)
  const square = createSquareSampler(input, 'end')
  const expected = new Float32Array(square.length)
  square.write(picture, { x: 0, y: 0, width: 50, height: 50 }, { data: expected, offset: 0 })
  expect(sampled(picture, 64).data).toEqual(expected)
})

test('of a wide picture, the rows are those of the square without its empty ones', () => {
  const picture = noise(128, 40)
  const square = createSquareSampler(input, 'end')
  const expected = new Float32Array(square.length)
  square.write(picture, { x: 0, y: 0, width: 128, height: 40 }, { data: expected, offset: 0 })
  const { grid, data } = sampled(picture, 64)
  expect(grid).toMatchObject({ width: 64, height: 32 })
  for (let channel = 0; channel < 3; channel++) {
    const rows = expected.slice(channel * 64 * 64, channel * 64 * 64 + 64 * 32)
    expect(data.slice(channel * 64 * 32, (channel + 1) * 64 * 32)).toEqual(rows)
  }
})

test('what is left over is black, also in a tensor that was used before', () => {
  const picture = noise(128, 40)
  const grid = wholeGrid(picture, { side: 64, stride: 32 })
  const sampler = createWholeSampler(input, grid)
  const data = new Float32Array(3 * grid.width * grid.height).fill(9)
  sampler.write(picture, data)
  const lastRow = data.slice(64 * 31, 64 * 32)
  expect(lastRow.every((value) => Math.abs(value + 0.1) < 1e-6)).toBe(true)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from '#core/inference/processors/picture.ts'
import { createSquareSampler } from '#core/inference/processors/square-sampler.ts'
import type { ImageInput } from '#core/inference/processors/square-sampler.ts'

function anInput(changes: Partial<ImageInput> = {}): ImageInput {
  return {
    name: 'image',
    layout: 'NCHW',
    colour: 'RGB',
    size: 4,
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    resize: 'bilinear-origin',
    ...changes,
  }
}

/** Red is the column, green the row, blue constant. */
function ramp(width: number, height: number): Picture {
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) rgb.set([i % width, Math.floor(i / width), 200], i * 3)
  return { width, height, rgb }
}

function sample(picture: Picture, crop: Box, padding: 'end' | 'both', input: Partial<ImageInput> = {}) {
  const sampler = createSquareSampler(anInput(input), padding)
  const data = new Float32Array(sampler.length)
  const placement = sampler.write(picture, crop, { data, offset: 0 })
  const size = input.size ?? 4
  const at = (channel: number, y: number, x: number): number =>
    data[(channel * size + y) * size + x] ?? Number.NaN
  return { data, placement, at }
}

/** Straight from the definition: pad with black, then mix four neighbours per pixel. */
function reference(
  picture: Picture,
  crop: Box,
  padding: 'end' | 'both',
  { size, scale, mean, std }: ImageInput,
): number[] {
  const side = Math.max(crop.width, crop.height)
  const pad = (missing: number): number => (padding === 'end' ? 0 : missing - Math.round(missing / 2))
  const padX = pad(side - crop.width)
  const padY = pad(side - crop.height)
  const pixel = (x: number, y: number, c: number): number => {
    const column = x - padX
    const row = y - padY
    if (column < 0 || row < 0 || column >= crop.width || row >= crop.height) return 0
    return picture.rgb[((crop.y + row) * picture.width + crop.x + column) * 3 + c] ?? Number.NaN
  }
  const values: number[] = []
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [sx, sy] = [(x * side) / size, (y * side) / size]
        const [x0, y0] = [Math.floor(sx), Math.floor(sy)]
        const [x1, y1] = [Math.min(x0 + 1, side - 1), Math.min(y0 + 1, side - 1)]
        const top = pixel(x0, y0, c) + (pixel(x1, y0, c) - pixel(x0, y0, c)) * (sx - x0)
        const bottom = pixel(x0, y1, c) + (pixel(x1, y1, c) - pixel(x0, y1, c)) * (sx - x0)
        values.push(((top + (bottom - top) * (sy - y0)) / scale - (mean[c] ?? 0)) / (std[c] ?? 1))
      }
    }
  }
  return values
}

test('a crop of the right size is copied pixel by pixel into three planes', () => {
  const { at, placement } = sample(ramp(8, 8), { x: 2, y: 3, width: 4, height: 4 }, 'both')
  expect([at(0, 0, 0), at(0, 0, 3), at(1, 0, 0), at(1, 3, 0), at(2, 2, 2)]).toEqual([2, 5, 3, 6, 200])
  expect(placement).toEqual({ side: 4, padX: 0, padY: 0 })
})

test('target pixel i looks at source position i times side over size, not at pixel centres', () => {
  const { at } = sample(ramp(8, 8), { x: 0, y: 0, width: 6, height: 6 }, 'both')
  expect([at(0, 0, 0), at(0, 0, 1), at(0, 0, 2), at(0, 0, 3)]).toEqual([0, 1.5, 3, 4.5])
})

test('a wide picture is padded with black below for the detector and on both sides for a face', () => {
  const wide = { x: 0, y: 0, width: 4, height: 2 }
  const whole = sample(ramp(4, 2), wide, 'end')
  expect([0, 1, 2, 3].map((y) => whole.at(2, y, 0))).toEqual([200, 200, 0, 0])
  const face = sample(ramp(4, 2), wide, 'both')
  expect([0, 1, 2, 3].map((y) => face.at(2, y, 0))).toEqual([0, 200, 200, 0])
  expect(face.placement).toEqual({ side: 4, padX: 0, padY: 1 })
})

test('black is normalised like any other colour', () => {
  const input = {
    scale: 255,
    mean: [0.5, 0.25, 0] as [number, number, number],
    std: [2, 1, 1] as [number, number, number],
  }
  const { at } = sample(ramp(4, 2), { x: 0, y: 0, width: 4, height: 2 }, 'end', input)
  expect([at(0, 3, 0), at(1, 3, 0)]).toEqual([-0.25, -0.25])
  expect(at(2, 0, 0)).toBeCloseTo(200 / 255, 6)
})

test('any crop gives what the definition gives', () => {
  const crops = fc.tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 13 })).chain(([x, y]) =>
    fc.record({
      x: fc.constant(x),
      y: fc.constant(y),
      width: fc.integer({ min: 1, max: 19 - x }),
      height: fc.integer({ min: 1, max: 14 - y }),
    }),
  )
  const rgb = fc.uint8Array({ minLength: 19 * 14 * 3, maxLength: 19 * 14 * 3 })
  const input = anInput({ size: 7, scale: 255, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] })
  fc.assert(
    fc.property(crops, rgb, fc.constantFrom('end' as const, 'both' as const), (crop, pixels, padding) => {
      const picture = { width: 19, height: 14, rgb: pixels }
      const { data } = sample(picture, crop, padding, input)
      const expected = reference(picture, crop, padding, input)
      const worst = expected.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (data[i] ?? Number.NaN))),
        0,
      )
      expect(worst).toBeLessThan(1e-6)
    }),
  )
})

test('what of a crop is outside of the picture is black, on all sides and all of it', () => {
  const around = sample(ramp(2, 2), { x: -1, y: -1, width: 4, height: 4 }, 'both')
  const blue = (sampled: typeof around): number[] => Array.from(sampled.data.slice(32, 48))
  expect(blue(around)).toEqual([0, 0, 0, 0, 0, 200, 200, 0, 0, 200, 200, 0, 0, 0, 0, 0])
  expect([around.at(0, 1, 2), around.at(1, 2, 1)]).toEqual([1, 1])
  const beside = sample(ramp(2, 2), { x: 5, y: -9, width: 4, height: 4 }, 'both')
  expect(beside.data.every((value) => value === 0)).toBe(true)
})

test('a second picture leaves no trace of the first', () => {
  const sampler = createSquareSampler(anInput(), 'both')
  const data = new Float32Array(2 * sampler.length)
  sampler.write(ramp(4, 4), { x: 0, y: 0, width: 4, height: 4 }, { data, offset: 0 })
  sampler.write(ramp(4, 4), { x: 0, y: 0, width: 4, height: 4 }, { data, offset: sampler.length })
  sampler.write(ramp(4, 4), { x: 0, y: 0, width: 1, height: 4 }, { data, offset: 0 })
  const fresh = new Float32Array(sampler.length)
  createSquareSampler(anInput(), 'both').write(
    ramp(4, 4),
    { x: 0, y: 0, width: 1, height: 4 },
    { data: fresh, offset: 0 },
  )
  expect(data.slice(0, sampler.length)).toEqual(fresh)
  expect(data[sampler.length + 3]).toBe(3)
})

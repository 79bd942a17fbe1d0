import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createClipSampler } from '#core/inference/processors/clip-sampler.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from '#core/inference/processors/picture.ts'

const mean: [number, number, number] = [0.48145466, 0.4578275, 0.40821073]
const std: [number, number, number] = [0.26862954, 0.26130258, 0.27577711]

/** Colours that jump about, the same as in the script that asked torch. */
function aPicture(width: number, height: number): Picture {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31 + i * 97) % 251)
  return { width, height, rgb }
}

function sample(picture: Picture, crop: Box, size: number): Float32Array {
  const sampler = createClipSampler({ size, mean, std })
  const data = new Float32Array(sampler.length)
  sampler.write(picture, crop, { data, offset: 0 })
  return data
}

function worstDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length)
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))), 0)
}

/** In the literal order: cut out, normalise, resize from the sixteen pixels around, cut out the middle. */
function byDefinition(picture: Picture, crop: Box, size: number): number[] {
  const value = (x: number, y: number, channel: number): number => {
    const [column, row] = [crop.x + x, crop.y + y]
    const inside = column >= 0 && row >= 0 && column < picture.width && row < picture.height
    const byte = inside ? (picture.rgb[(row * picture.width + column) * 3 + channel] ?? Number.NaN) : 0
    return (byte / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1)
  }
  const long = Math.floor((size * Math.max(crop.width, crop.height)) / Math.min(crop.width, crop.height))
  const [width, height] = crop.width <= crop.height ? [size, long] : [long, size]
  const values: number[] = []
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < size; y++) {
      const rows = neighbours(y + middle(height, size), crop.height, height)
      for (let x = 0; x < size; x++) {
        const columns = neighbours(x + middle(width, size), crop.width, width)
        let sum = 0
        for (const row of rows) {
          for (const column of columns) sum += row.weight * column.weight * value(column.at, row.at, channel)
        }
        values.push(sum)
      }
    }
  }
  return values
}

function middle(whole: number, part: number): number {
  const half = (whole - part) / 2
  if (half % 1 === 0) return half
  return Math.floor(half) % 2 === 0 ? Math.floor(half) : Math.ceil(half)
}

function neighbours(target: number, from: number, to: number): { at: number; weight: number }[] {
  const position = (target + 0.5) * Math.fround(from / to) - 0.5
  const base = Math.floor(position)
  return [base - 1, base, base + 1, base + 2].map((pixel) => {
    const d = Math.abs(position - pixel)
    const weight = d <= 1 ? 1.25 * d ** 3 - 2.25 * d ** 2 + 1 : -0.75 * (d ** 3 - 5 * d ** 2 + 8 * d - 4)
    return { at: Math.max(0, Math.min(from - 1, pixel)), weight }
  })
}

// Every seventh number of torch 1.13's `interpolate(mode='bicubic', align_corners=False)` to 6 x 6 after
// normalising, and of the middle of it.
it.each([
  {
    what: 'enlarged',
    picture: aPicture(5, 4),
    crop: { x: 0, y: 0, width: 5, height: 4 },
    expected: [-2.05379, 0.11993, 1.4511, 1.57414, 0.84934, -1.83802, 0.74565, 1.93845, 1.42385, -0.899, 0.80558, -0.478, -0.23328, 1.55224, -0.18038, 0.10295], // prettier-ignore
  },
  {
    what: 'made five times smaller',
    picture: aPicture(37, 32),
    crop: { x: 0, y: 0, width: 37, height: 32 },
    expected: [0.50558, 1.77176, -1.47901, -0.08259, 0.87367, 1.83772, 1.20262, 1.03218, 1.64435, 0.55582, -1.23051, -0.25344, 0.76702, 1.7077, -0.3428, 0.4151], // prettier-ignore
  },
  {
    what: 'upright',
    picture: aPicture(7, 11),
    crop: { x: 0, y: 0, width: 7, height: 11 },
    expected: [-0.75149, -0.43243, -0.34083, -0.87194, 1.2408, -0.65564, -0.93582, 0.0547, -0.07317, 0.5347, 0.23214, 1.76142, -0.01891, -1.36496, -0.10666, -0.87894], // prettier-ignore
  },
  {
    what: 'more than twice as wide as high',
    picture: aPicture(23, 9),
    crop: { x: 0, y: 0, width: 23, height: 9 },
    expected: [0.84094, 0.98447, -0.3954, -0.81861, 0.66847, 0.89065, 1.533, -1.14749, -0.83176, -0.779, -0.21835, -0.46048, 0.84813, 1.90934, -0.09111, -0.29323], // prettier-ignore
  },
  {
    what: 'a part of a picture, which sees nothing around it',
    picture: aPicture(20, 16),
    crop: { x: 3, y: 5, width: 9, height: 8 },
    expected: [0.48173, 0.65337, -0.09518, 0.77368, -0.25836, -0.72713, 0.70426, -1.06576, 0.15579, -0.37332, -0.62255, 1.52553, 1.05001, 1.13166, 0.12799, -0.18405], // prettier-ignore
  },
  {
    what: 'a crop beyond all four edges, black there',
    picture: aPicture(6, 5),
    crop: { x: -2, y: -1, width: 11, height: 9 },
    expected: [-1.78679, 0.705, 0.21693, 0.67864, -2.06659, -1.79226, -1.90191, -0.2103, 0.7747, -1.80908, -1.7521, -1.49145, -1.51591, 2.07022, -1.48981, -1.48022], // prettier-ignore
  },
])('gives the numbers of torch: $what', ({ picture, crop, expected }) => {
  const found = sample(picture, crop, 6).filter((_, i) => i % 7 === 0)
  expect(worstDifference(found, expected)).toBeLessThan(1.5e-5)
})

it('gives what the definition gives, for any crop of any picture', () => {
  const side = fc.integer({ min: 1, max: 30 })
  const start = fc.integer({ min: -20, max: 30 })
  const crops = fc.record({ x: start, y: start, width: side, height: side })
  fc.assert(
    fc.property(side, side, crops, (width, height, crop) => {
      const picture = aPicture(width, height)
      expect(worstDifference(sample(picture, crop, 7), byDefinition(picture, crop, 7))).toBeLessThan(1e-5)
    }),
  )
})

it.each([
  [9, 0],
  [11, 2],
  [13, 2],
  [15, 4],
])('of %i rows to 8, the middle begins at row %i: Python rounds half to even', (height, first) => {
  const rgb = Uint8Array.from({ length: 8 * height * 3 }, (_, i) => Math.floor(i / 24))
  const data = sample({ width: 8, height, rgb }, { x: 0, y: 0, width: 8, height }, 8)
  const topLeft = (data[0] ?? Number.NaN) * std[0] + mean[0]
  expect(topLeft * 255).toBeCloseTo(first, 3)
})

it('a picture leaves no trace in the next one, and is written where it belongs', () => {
  const picture = aPicture(20, 16)
  const whole = { x: 0, y: 0, width: 20, height: 16 }
  const uses = [
    { picture, crop: whole },
    { picture, crop: { x: 4, y: 3, width: 5, height: 9 } },
    { picture, crop: whole },
    { picture: { ...picture, rgb: picture.rgb.toReversed() }, crop: whole },
  ]
  const sampler = createClipSampler({ size: 6, mean, std })
  const data = new Float32Array(uses.length * sampler.length)
  uses.forEach((use, i) => sampler.write(use.picture, use.crop, { data, offset: i * sampler.length }))
  uses.forEach((use, i) => {
    const alone = sample(use.picture, use.crop, 6)
    expect(data.slice(i * sampler.length, (i + 1) * sampler.length)).toEqual(alone)
  })
})

import type { Picture } from './picture.ts'
import { channelScaling } from './square-sampler.ts'
import type { ImageInput, TensorTarget } from './square-sampler.ts'

/**
 * Where the recogniser was trained to see the eyes, the tip of the nose and the corners of the mouth, as shares
 * of its input: dlib turns and scales each face to these. On the photographs of the package, the same faces
 * smaller, darker or turned by 15 degrees come out at a median distance of 0.04 to 0.19 like this, and different
 * people at 0.38 and more; with an upright crop as face-api takes it, at 0.06 to 0.26 and at 0.29 and more.
 */
const PLACES = [
  [0.317, 0.311],
  [0.67, 0.311],
  [0.493, 0.51],
  [0.336, 0.687],
  [0.651, 0.687],
] as const

/** Which of the 68 landmarks make each of the places, by their mean. */
const LANDMARKS = [[36, 37, 38, 39, 40, 41], [42, 43, 44, 45, 46, 47], [30], [48], [54]] as const

export interface AlignedSampler {
  /** Numbers per face: 3 planes of size x size. */
  readonly length: number
  /**
   * Writes a face, turned upright, as a normalised NCHW tensor; black where it lies outside the picture.
   * `points` are 68 landmarks, x and y of each in picture pixels.
   */
  write(picture: Picture, points: ArrayLike<number>, target: TensorTarget): void
}

export function createAlignedSampler(input: ImageInput): AlignedSampler {
  const { size } = input
  const plane = size * size
  const { gains, biases } = channelScaling(input)
  return {
    length: 3 * plane,
    write(picture, points, { data, offset }) {
      const { scale, turn, x: originX, y: originY } = placement(points, size)
      for (let i = 0; i < plane; i++) {
        const column = i % size
        const row = Math.floor(i / size)
        const x = originX + scale * column - turn * row
        const y = originY + turn * column + scale * row
        for (let channel = 0; channel < 3; channel++) {
          const value = greyAt(picture, { x, y, channel })
          data[offset + channel * plane + i] = value * (gains[channel] ?? 0) + (biases[channel] ?? 0)
        }
      }
    },
  }
}

/** Picture position of tensor pixel (column, row): origin + (scale, turn) turned by the face's own tilt. */
interface Placement {
  readonly scale: number
  readonly turn: number
  readonly x: number
  readonly y: number
}

/** The turn, scale and shift that bring the places nearest to the landmarks, by least squares. */
function placement(points: ArrayLike<number>, size: number): Placement {
  const pairs = LANDMARKS.map((indices, i) => {
    const [shareX, shareY] = PLACES[i] ?? [0, 0]
    const mean = (axis: 0 | 1): number =>
      indices.reduce((sum, index) => sum + (points[2 * index + axis] ?? Number.NaN), 0) / indices.length
    return { fromX: shareX * size, fromY: shareY * size, toX: mean(0), toY: mean(1) }
  })
  const meanOf = (key: keyof (typeof pairs)[number]): number =>
    pairs.reduce((sum, pair) => sum + pair[key], 0) / pairs.length
  const centre = { fromX: meanOf('fromX'), fromY: meanOf('fromY'), toX: meanOf('toX'), toY: meanOf('toY') }
  let [along, across, spread] = [0, 0, 0]
  for (const pair of pairs) {
    const [x, y] = [pair.fromX - centre.fromX, pair.fromY - centre.fromY]
    const [u, v] = [pair.toX - centre.toX, pair.toY - centre.toY]
    along += x * u + y * v
    across += x * v - y * u
    spread += x * x + y * y
  }
  const [scale, turn] = [along / spread, across / spread]
  return {
    scale,
    turn,
    x: centre.toX - scale * centre.fromX + turn * centre.fromY,
    y: centre.toY - turn * centre.fromX - scale * centre.fromY,
  }
}

/** Mixed from the four pixels around; those outside the picture are black. */
function greyAt(
  { width, height, rgb }: Picture,
  { x, y, channel }: { x: number; y: number; channel: number },
): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const [shareX, shareY] = [x - left, y - top]
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height
      ? 0
      : (rgb[(row * width + column) * 3 + channel] ?? 0)
  const upper = at(left, top) * (1 - shareX) + at(left + 1, top) * shareX
  const lower = at(left, top + 1) * (1 - shareX) + at(left + 1, top + 1) * shareX
  return upper * (1 - shareY) + lower * shareY
}

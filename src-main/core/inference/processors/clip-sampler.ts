import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from './picture.ts'
import type { ImageInput, TensorTarget } from './square-sampler.ts'

/** Turns a part of a picture into what a net looks at. */
export interface PictureSampler {
  /** Numbers per picture: 3 planes of size x size. */
  readonly length: number
  /**
   * Writes a crop of the picture as a normalised NCHW tensor at the target's offset. The crop lies on whole
   * pixels and has at least one; what of it is outside of the picture is black.
   */
  write(picture: Picture, crop: Box, target: TensorTarget): void
}

/** A bicubic kernel reaches over four source pixels. */
const REACH = 4

/** Keys' parameter, as torch and OpenCV have it; Pillow has -0.5. */
const A = -0.75

/** One direction of a crop in a picture, in pixels. */
interface Axis {
  readonly from: number
  readonly length: number
  /** To how many pixels the crop is resized, before the middle is cut out. */
  readonly resized: number
  /** The picture ends here. */
  readonly limit: number
}

/** Which four source pixels make a target pixel, and how much of each: arrays of size x 4. */
interface Taps {
  readonly pixels: Int32Array
  readonly weights: Float64Array
  /** What the tables were filled for. */
  axis: Axis | null
}

/** Tables and buffers of one sampler, made once. */
interface Resampling {
  readonly size: number
  readonly columns: Taps
  readonly rows: Taps
  /**
   * Source rows that have their final width already, slot by slot and channel by channel. Row y is in slot y
   * modulo 4, where the four that a target row needs, being neighbours, leave each other alone.
   */
  readonly lines: Float64Array
  /** Which row each slot holds. */
  readonly held: Int32Array
  /** (value / 255 - mean) / std as value * gain + bias */
  readonly gains: readonly number[]
  readonly biases: readonly number[]
}

/**
 * What EmoCLIP does to a picture, as torchvision 0.14 does it on tensors: RGB / 255, normalised, the shorter
 * side resized to `size` by bicubic interpolation without antialias, the edge repeated beyond it, the middle cut
 * out. The weights of a pixel add up to one, so that normalising at the end gives the same numbers.
 */
export function createClipSampler({
  size,
  mean,
  std,
}: Pick<ImageInput, 'size' | 'mean' | 'std'>): PictureSampler {
  const resampling: Resampling = {
    size,
    columns: createTaps(size),
    rows: createTaps(size),
    lines: new Float64Array(REACH * 3 * size),
    held: new Int32Array(REACH),
    gains: std.map((deviation) => 1 / (255 * deviation)),
    biases: std.map((deviation, channel) => 0 - (mean[channel] ?? 0) / deviation),
  }
  return {
    length: 3 * size * size,
    write(picture, { x, y, width, height }, target) {
      const long = Math.floor((size * Math.max(width, height)) / Math.min(width, height))
      const [resizedWidth, resizedHeight] = width <= height ? [size, long] : [long, size]
      fillTaps(resampling.columns, { from: x, length: width, resized: resizedWidth, limit: picture.width })
      fillTaps(resampling.rows, { from: y, length: height, resized: resizedHeight, limit: picture.height })
      resampling.held.fill(-1)
      for (let row = 0; row < size; row++) {
        readLines(resampling, picture, row)
        writeRow(resampling, row, target)
      }
    },
  }
}

function createTaps(size: number): Taps {
  return { pixels: new Int32Array(size * REACH), weights: new Float64Array(size * REACH), axis: null }
}

function fillTaps(taps: Taps, axis: Axis): void {
  if (taps.axis !== null && isSameAxis(taps.axis, axis)) return
  taps.axis = axis
  const { pixels, weights } = taps
  const { from, length, resized, limit } = axis
  const cutOff = roundHalfToEven((resized - pixels.length / REACH) / 2)
  // torch keeps the scale, and nothing else, in single precision, which shows on large pictures.
  const scale = Math.fround(length / resized)
  for (let i = 0; i < pixels.length; i += REACH) {
    const position = (cutOff + i / REACH + 0.5) * scale - 0.5
    const first = Math.floor(position) - 1
    for (let tap = 0; tap < REACH; tap++) {
      const wanted = from + clamp(first + tap, length - 1)
      const pixel = clamp(wanted, limit - 1)
      pixels[i + tap] = pixel
      // Outside of the picture it is black, which adds nothing.
      weights[i + tap] = pixel === wanted ? kernel(Math.abs(position - first - tap)) : 0
    }
  }
}

function isSameAxis(a: Axis, b: Axis): boolean {
  return a.from === b.from && a.length === b.length && a.resized === b.resized && a.limit === b.limit
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}

/** Weight of a pixel at this distance, 0 to 2. */
function kernel(distance: number): number {
  return distance <= 1
    ? ((A + 2) * distance - (A + 3)) * distance * distance + 1
    : ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A
}

/** As Python rounds, with which torchvision finds the middle. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  return value - below === 0.5 ? below + (below % 2) : Math.round(value)
}

/*
 * The loops below run over every number. Plain indices, no calls, no allocation; `!` because the tables are as
 * long as the loops by construction.
 */
/* eslint-disable @typescript-eslint/no-non-null-assertion */

/** Brings the source rows of one target row to their width, but for those that are held already. */
function readLines({ size, columns, rows, lines, held }: Resampling, picture: Picture, row: number): void {
  const { rgb, width } = picture
  const { pixels, weights } = columns
  for (let tap = row * REACH; tap < (row + 1) * REACH; tap++) {
    const y = rows.pixels[tap]!
    const slot = y % REACH
    if (held[slot] === y || rows.weights[tap] === 0) continue
    held[slot] = y
    const origin = y * width
    let to = slot * 3 * size
    for (let i = 0; i < pixels.length; i += REACH, to++) {
      const a = (origin + pixels[i]!) * 3
      const b = (origin + pixels[i + 1]!) * 3
      const c = (origin + pixels[i + 2]!) * 3
      const d = (origin + pixels[i + 3]!) * 3
      const p = weights[i]!
      const q = weights[i + 1]!
      const r = weights[i + 2]!
      const s = weights[i + 3]!
      lines[to] = rgb[a]! * p + rgb[b]! * q + rgb[c]! * r + rgb[d]! * s
      lines[to + size] = rgb[a + 1]! * p + rgb[b + 1]! * q + rgb[c + 1]! * r + rgb[d + 1]! * s
      lines[to + 2 * size] = rgb[a + 2]! * p + rgb[b + 2]! * q + rgb[c + 2]! * r + rgb[d + 2]! * s
    }
  }
}

/** Mixes the held lines to one row of each of the three planes. */
function writeRow(resampling: Resampling, row: number, { data, offset }: TensorTarget): void {
  const { size, rows, lines, gains, biases } = resampling
  const { pixels, weights } = rows
  const tap = row * REACH
  for (let channel = 0; channel < 3; channel++) {
    let a = ((pixels[tap]! % REACH) * 3 + channel) * size
    let b = ((pixels[tap + 1]! % REACH) * 3 + channel) * size
    let c = ((pixels[tap + 2]! % REACH) * 3 + channel) * size
    let d = ((pixels[tap + 3]! % REACH) * 3 + channel) * size
    const gain = gains[channel]!
    const bias = biases[channel]!
    const p = weights[tap]! * gain
    const q = weights[tap + 1]! * gain
    const r = weights[tap + 2]! * gain
    const s = weights[tap + 3]! * gain
    const from = offset + (channel * size + row) * size
    for (let to = from; to < from + size; to++) {
      data[to] = lines[a++]! * p + lines[b++]! * q + lines[c++]! * r + lines[d++]! * s + bias
    }
  }
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from './picture.ts'

export type ImageInput = ClipTextPack['visual']['input']

/** Where a crop ended up in the square that the net saw. */
export interface SquarePlacement {
  /** Side of the square in picture pixels: the crop's longer side. */
  readonly side: number
  /** Black pixels left of and above the crop, in picture pixels. */
  readonly padX: number
  readonly padY: number
}

/** Where in a batch a picture goes. */
export interface TensorTarget {
  readonly data: Float32Array
  /** In numbers, not bytes. */
  readonly offset: number
}

export interface SquareSampler {
  /** Numbers per picture: 3 planes of size x size. */
  readonly length: number
  /**
   * Writes a crop of the picture, padded with black to a square and scaled to the net's size, as a normalised
   * NCHW tensor at the target's offset. The crop lies on whole pixels; what of it is outside of the picture is black.
   */
  write(picture: Picture, crop: Box, target: TensorTarget): SquarePlacement
}

/** Two neighbouring source pixels and how much of each makes one target pixel. */
export interface Taps {
  readonly first: Int32Array
  readonly second: Int32Array
  readonly firstWeight: Float64Array
  readonly secondWeight: Float64Array
  /** Target pixels outside of [from, to) are all padding. */
  from: number
  to: number
}

/**
 * Bilinear sampling with the pixel grid's origin in the corner (`half_pixel_centers = false`): target pixel i
 * looks at source position i * side / size. Its tables are kept, so that no call allocates.
 */
export function createSquareSampler(input: ImageInput, padding: 'end' | 'both'): SquareSampler {
  const { size } = input
  const plane = size * size
  const scaling = channelScaling(input)
  const columns = createTaps(size)
  const rows = createTaps(size)

  return {
    length: 3 * plane,
    write(picture, crop, { data, offset }) {
      const side = Math.max(crop.width, crop.height)
      // With padding on both sides, an odd pixel goes to the left or the top, as in face-api.
      const before = (missing: number): number =>
        padding === 'end' ? 0 : missing - Math.round(missing * 0.5)
      const padX = before(side - crop.width)
      const padY = before(side - crop.height)
      const step = side / size
      const seen = partInPicture(crop, picture)
      fillTaps(columns, { step, side, pad: padX + seen.x - crop.x, length: seen.width, stride: 3 })
      fillTaps(rows, {
        ...{ step, side, stride: picture.width * 3 },
        ...{ pad: padY + seen.y - crop.y, length: seen.height },
      })
      const origin = (seen.y * picture.width + seen.x) * 3
      sampleTaps({ rgb: picture.rgb, origin, columns, rows, scaling, target: data, offset })
      return { side, padX, padY }
    },
  }
}

/** Of no or negative size when nothing of it is. */
function partInPicture({ x, y, width, height }: Box, picture: Picture): Box {
  const [left, top] = [Math.max(x, 0), Math.max(y, 0)]
  const [right, bottom] = [Math.min(x + width, picture.width), Math.min(y + height, picture.height)]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

type Channels = [number, number, number]

/** `(value / scale - mean) / std` as `value * gain + bias`. */
export interface ChannelScaling {
  readonly gains: Readonly<Channels>
  readonly biases: Readonly<Channels>
}

export function channelScaling({ scale, mean, std }: ImageInput): ChannelScaling {
  return {
    gains: std.map((deviation) => 1 / (scale * deviation)) as Channels,
    biases: std.map((deviation, channel) => 0 - (mean[channel] ?? 0) / deviation) as Channels,
  }
}

export function createTaps(size: number): Taps {
  return {
    first: new Int32Array(size),
    second: new Int32Array(size),
    firstWeight: new Float64Array(size),
    secondWeight: new Float64Array(size),
    from: 0,
    to: size,
  }
}

export interface TapSpan {
  /** Source pixels from one target pixel to the next. */
  readonly step: number
  /** Source pixels that all targets cover together, padding included. */
  readonly side: number
  readonly pad: number
  readonly length: number
  /** Distance of neighbouring source pixels in bytes. */
  readonly stride: number
}

/** A tap in the padding has weight 0: black adds nothing. */
export function fillTaps(taps: Taps, { step, side, pad, length, stride }: TapSpan): void {
  const size = taps.first.length
  taps.from = size
  taps.to = 0
  for (let i = 0; i < size; i++) {
    const position = i * step
    const lower = Math.floor(position)
    const upper = Math.min(lower + 1, side - 1)
    const share = position - lower
    const a = lower - pad
    const b = upper - pad
    const hasFirst = a >= 0 && a < length
    const hasSecond = b >= 0 && b < length
    taps.first[i] = hasFirst ? a * stride : 0
    taps.second[i] = hasSecond ? b * stride : 0
    taps.firstWeight[i] = hasFirst ? 1 - share : 0
    taps.secondWeight[i] = hasSecond ? share : 0
    if (hasFirst || hasSecond) {
      if (i < taps.from) taps.from = i
      taps.to = i + 1
    }
  }
}

export interface TapSampling {
  readonly rgb: Uint8Array
  /** Byte offset of the crop's first pixel. */
  readonly origin: number
  readonly columns: Taps
  readonly rows: Taps
  readonly scaling: ChannelScaling
  readonly target: Float32Array
  readonly offset: number
}

/** Writes three planes of as many pixels as there are taps, black where both of them lie in the padding. */
export function sampleTaps(sampling: TapSampling): void {
  const { columns, rows, target, offset } = sampling
  const [width, height] = [columns.first.length, rows.first.length]
  if (columns.from > 0 || rows.from > 0 || columns.to < width || rows.to < height) {
    const plane = width * height
    for (const [c, bias] of sampling.scaling.biases.entries()) {
      target.fill(bias, offset + c * plane, offset + (c + 1) * plane)
    }
  }
  sampleRows(sampling)
}

/**
 * The hot loop of the program: 720,000 pixels per frame for the detector. Plain indices, no calls, no
 * allocation; `!` because the tables are as long as the loop by construction.
 */
/* eslint-disable @typescript-eslint/no-non-null-assertion */
function sampleRows(sampling: TapSampling): void {
  const { rgb, origin, columns, rows, target, offset } = sampling
  const [gainR, gainG, gainB] = sampling.scaling.gains
  const [biasR, biasG, biasB] = sampling.scaling.biases
  const { first, second, firstWeight, secondWeight, from, to } = columns
  const width = first.length
  const plane = width * rows.first.length
  for (let y = rows.from; y < rows.to; y++) {
    const upper = origin + rows.first[y]!
    const lower = origin + rows.second[y]!
    const upperWeight = rows.firstWeight[y]!
    const lowerWeight = rows.secondWeight[y]!
    let at = offset + y * width + from
    for (let x = from; x < to; x++, at++) {
      const left = first[x]!
      const right = second[x]!
      const leftWeight = firstWeight[x]!
      const rightWeight = secondWeight[x]!
      const a = leftWeight * upperWeight
      const b = rightWeight * upperWeight
      const c = leftWeight * lowerWeight
      const d = rightWeight * lowerWeight
      const p = upper + left
      const q = upper + right
      const r = lower + left
      const s = lower + right
      target[at] = (rgb[p]! * a + rgb[q]! * b + rgb[r]! * c + rgb[s]! * d) * gainR + biasR
      target[at + plane] =
        (rgb[p + 1]! * a + rgb[q + 1]! * b + rgb[r + 1]! * c + rgb[s + 1]! * d) * gainG + biasG
      target[at + 2 * plane] =
        (rgb[p + 2]! * a + rgb[q + 2]! * b + rgb[r + 2]! * c + rgb[s + 2]! * d) * gainB + biasB
    }
  }
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

import type { Picture } from './picture.ts'
import { channelScaling, createTaps, fillTaps, sampleTaps } from './square-sampler.ts'
import type { ImageInput, Taps } from './square-sampler.ts'

/** How a whole picture is laid before a net that takes any size. */
export interface WholeGrid {
  /** Of the tensor, in pixels: whole multiples of the net's stride. */
  readonly width: number
  readonly height: number
  /** Picture pixels from one pixel of the tensor to the next. */
  readonly step: number
}

/**
 * The grid in which the picture's longer side takes about `side` pixels; what is left over to the right and
 * below is black.
 */
export function wholeGrid(
  picture: { readonly width: number; readonly height: number },
  { side, stride }: { readonly side: number; readonly stride: number },
): WholeGrid {
  const step = Math.max(picture.width, picture.height) / side
  const upTo = (length: number): number => Math.ceil(length / step / stride - 1e-9) * stride
  return { width: upTo(picture.width), height: upTo(picture.height), step }
}

export interface WholeSampler {
  /** Writes the picture as a normalised NCHW tensor of the grid's size to the beginning of `data`. */
  write(picture: Picture, data: Float32Array): void
}

/** Samples as the square sampler does; tables for the one grid are kept. */
export function createWholeSampler(input: ImageInput, { width, height, step }: WholeGrid): WholeSampler {
  const columns: Taps = createTaps(width)
  const rows: Taps = createTaps(height)
  const scaling = channelScaling(input)
  return {
    write(picture, target) {
      const covered = (pixels: number): number => Math.ceil(pixels * step - 1e-9)
      fillTaps(columns, { step, side: covered(width), pad: 0, length: picture.width, stride: 3 })
      const stride = picture.width * 3
      fillTaps(rows, { step, side: covered(height), pad: 0, length: picture.height, stride })
      sampleTaps({ rgb: picture.rgb, origin: 0, columns, rows, scaling, target, offset: 0 })
    },
  }
}

import type { Box } from '#shared/geometry/box.ts'
import { frameSize, type PictureSize } from './frame-size.ts'
import type { VideoFacts } from '../probe/probe-report.ts'

/** A part of a picture, in its pixels. */
export interface PicturePart extends Box {
  /** Of the whole picture. */
  readonly picture: PictureSize
}

/** Colour is coded for blocks of pixels and worked out in rows of so many: parts that begin and end there stay exact. */
const step = 16
/** Where colour is coded more coarsely than light, it is mixed from beyond a part's edge. */
const edge = 8

/**
 * The part of the pictures that has to be decoded when only `region` of them is looked at, somewhat larger than that.
 * Its pixels are bit for bit those that the whole picture has there. Null where that could not be promised, because
 * pictures are scaled, or have a side of an odd length: then the whole picture is decoded.
 */
export function partAround(
  facts: Pick<VideoFacts, 'probe'>,
  maxSide: number,
  region: (picture: PictureSize) => Box,
): PicturePart | null {
  const picture = frameSize(facts, maxSide)
  const { width, height, pixelAspect } = facts.probe
  const isAsCoded = pixelAspect === 1 && Math.max(width, height) <= maxSide
  if (!isAsCoded || width % 2 === 1 || height % 2 === 1) return null
  const wanted = region(picture)
  const [left, right] = stretch(wanted.x, wanted.x + wanted.width, picture.width)
  const [top, bottom] = stretch(wanted.y, wanted.y + wanted.height, picture.height)
  return { x: left, y: top, width: right - left, height: bottom - top, picture }
}

function stretch(from: number, to: number, length: number): [number, number] {
  const start = Math.max(
    0,
    Math.min(Math.floor((from - edge) / step) * step, (Math.ceil(length / step) - 1) * step),
  )
  const end = Math.min(length, Math.max(start + step, Math.ceil((to + edge) / step) * step))
  return [start, end]
}

/** Pixels and boxes in the picture's own coordinates, from its upper left corner. */
import type { Box } from '#shared/domain/crop.ts'

export type { Box } from '#shared/domain/crop.ts'
export { growBox, onWholePixels, squareAround } from '#shared/domain/crop.ts'

/** Upright 8-bit RGB, rows top to bottom, no padding. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/**
 * The part of a box that lies in the picture, on whole pixels (all four numbers rounded down, as face-api
 * does); null when less than one pixel is left.
 */
export function clipToPicture(box: Box, picture: { width: number; height: number }): Box | null {
  const left = Math.max(box.x, 0)
  const top = Math.max(box.y, 0)
  const x = Math.floor(left)
  const y = Math.floor(top)
  const width = Math.floor(Math.min(box.x + box.width, picture.width) - left)
  const height = Math.floor(Math.min(box.y + box.height, picture.height) - top)
  return width >= 1 && height >= 1 ? { x, y, width, height } : null
}

/** Intersection over union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const common = width * height
  return common / (a.width * a.height + b.width * b.height - common)
}

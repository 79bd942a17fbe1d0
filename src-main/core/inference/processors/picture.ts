/** Pixels and boxes in the picture's own coordinates, from its upper left corner. */
import type { Box } from '#shared/geometry/box.ts'

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

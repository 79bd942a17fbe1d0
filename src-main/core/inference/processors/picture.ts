/** Pixels and boxes in the picture's own coordinates, from its upper left corner. */

/** Upright 8-bit RGB, rows top to bottom, no padding. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
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

/** Adds `margin` times each side to it, half at either end. */
export function growBox(box: Box, margin: number): Box {
  const addedWidth = box.width * margin
  const addedHeight = box.height * margin
  return {
    x: box.x - addedWidth / 2,
    y: box.y - addedHeight / 2,
    width: box.width + addedWidth,
    height: box.height + addedHeight,
  }
}

/** The smallest square around a box, with the same centre. */
export function squareAround(box: Box): Box {
  const side = Math.max(box.width, box.height)
  return {
    x: box.x + (box.width - side) / 2,
    y: box.y + (box.height - side) / 2,
    width: side,
    height: side,
  }
}

/** Intersection over union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const common = width * height
  return common / (a.width * a.height + b.width * b.height - common)
}

/** The nearest box on whole pixels, of at least one; it may reach beyond the picture. */
export function onWholePixels({ x, y, width, height }: Box): Box {
  const left = Math.round(x)
  const top = Math.round(y)
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(x + width) - left),
    height: Math.max(1, Math.round(y + height) - top),
  }
}

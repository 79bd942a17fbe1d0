/** In pixels of the upright picture, from its upper left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
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

/** Intersection over union, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const common = width * height
  return common / (a.width * a.height + b.width * b.height - common)
}

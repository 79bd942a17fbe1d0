import type { Picture } from './picture.ts'

/** A copy, turned clockwise. */
export function turnedPicture({ width, height, rgb }: Picture, turn: 90 | 180 | 270): Picture {
  const turned = new Uint8Array(rgb.length)
  const size = turn === 180 ? { width, height } : { width: height, height: width }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3
      const to = placeOf({ x, y, width, height }, turn) * 3
      turned[to] = rgb[from] ?? 0
      turned[to + 1] = rgb[from + 1] ?? 0
      turned[to + 2] = rgb[from + 2] ?? 0
    }
  }
  return { ...size, rgb: turned }
}

interface Pixel {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Which pixel of the turned picture it becomes. */
function placeOf({ x, y, width, height }: Pixel, turn: 90 | 180 | 270): number {
  if (turn === 180) return (height - 1 - y) * width + (width - 1 - x)
  return turn === 90 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y
}

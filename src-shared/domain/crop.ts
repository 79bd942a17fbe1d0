import type { Box } from '../geometry/box.ts'
import { growBox, onWholePixels, squareAround } from '../geometry/box.ts'

/** What a `face-square` pack sees of a face: it may reach beyond the picture, where it is black. */
export function faceSquare(face: Box, margin: number): Box {
  return onWholePixels(growBox(squareAround(face), margin))
}

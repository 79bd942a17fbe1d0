import { overlap } from '#shared/geometry/box.ts'
import type { Box } from '#shared/geometry/box.ts'

export interface Detection extends Box {
  /** 0 to 1 */
  readonly confidence: number
}

export interface GridDecoding {
  /** Float32[rows * columns * anchors * 5]: x, y, width, height, score of each anchor, row by row. */
  readonly grid: Float32Array
  readonly columns: number
  readonly rows: number
  /** Width and height of each anchor, in cells. */
  readonly anchors: readonly (readonly [number, number])[]
  /** Side of a cell in picture pixels; the grid begins where the picture does. */
  readonly cellSide: number
  readonly scoreThreshold: number
}

const VALUES = 5

/**
 * Boxes of a YOLO grid in picture pixels, many for one face; `suppressOverlaps` leaves one. Boxes may reach
 * beyond the picture. Throws RangeError when the net gave no numbers: that is not "no face".
 */
export function decodeDetections(decoding: GridDecoding): Detection[] {
  const { grid, columns, rows, anchors, scoreThreshold } = decoding
  const expected = columns * rows * anchors.length * VALUES
  if (grid.length !== expected) throw new RangeError(`a grid of ${grid.length} values instead of ${expected}`)
  const lowestLogit = Math.log(scoreThreshold / (1 - scoreThreshold))
  const detections: Detection[] = []
  for (let at = 0; at < grid.length; at += VALUES) {
    const logit = grid[at + 4] ?? Number.NaN
    if (logit < lowestLogit) continue
    const detection = boxAt(decoding, at, logit)
    if (!isFiniteBox(detection)) throw new RangeError('a box that is not a number')
    detections.push(detection)
  }
  return detections
}

function boxAt({ grid, columns, anchors, cellSide }: GridDecoding, at: number, logit: number): Detection {
  const index = at / VALUES
  const anchor = anchors[index % anchors.length] ?? [0, 0]
  const cell = Math.floor(index / anchors.length)
  const width = Math.exp(grid[at + 2] ?? 0) * anchor[0] * cellSide
  const height = Math.exp(grid[at + 3] ?? 0) * anchor[1] * cellSide
  return {
    x: ((cell % columns) + sigmoid(grid[at] ?? 0)) * cellSide - width / 2,
    y: (Math.floor(cell / columns) + sigmoid(grid[at + 1] ?? 0)) * cellSide - height / 2,
    width,
    height,
    confidence: sigmoid(logit),
  }
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

const isFiniteBox = ({ x, y, width, height, confidence }: Detection): boolean =>
  Number.isFinite(x + y + width + height + confidence)

/**
 * Share of the smaller of two boxes that lies in the other, above which both are one face: a part of a face that
 * a fine scan took for a face, or a group of people that a coarse one did.
 */
const SAME_FACE_INSIDE = 0.7

/**
 * One box for each face, surest first. Greedy: a box falls to a surer one that it overlaps or lies in. Of two
 * equally sure ones, the first stays.
 */
export function suppressOverlaps(detections: readonly Detection[], iouThreshold: number): Detection[] {
  const kept: Detection[] = []
  for (const candidate of [...detections].sort((a, b) => b.confidence - a.confidence)) {
    const isNew = kept.every(
      (other) =>
        overlap(candidate, other) <= iouThreshold && insideShare(candidate, other) <= SAME_FACE_INSIDE,
    )
    if (isNew) kept.push(candidate)
  }
  return kept
}

function insideShare(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / Math.min(a.width * a.height, b.width * b.height)
}

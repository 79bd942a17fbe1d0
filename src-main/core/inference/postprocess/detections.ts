import { overlap } from '../processors/picture.ts'
import type { Box } from '../processors/picture.ts'

export interface Detection extends Box {
  /** 0 to 1 */
  readonly confidence: number
}

export interface GridDecoding {
  /** Float32[cells * cells * anchors * 5]: x, y, width, height, score of each anchor, row by row. */
  readonly grid: Float32Array
  /** Cells along one side of the square. */
  readonly cells: number
  /** Width and height of each anchor, in cells. */
  readonly anchors: readonly (readonly [number, number])[]
  /** Side of the square that the net saw, in picture pixels; its origin is the picture's. */
  readonly side: number
  readonly scoreThreshold: number
  readonly iouThreshold: number
}

const VALUES = 5

/**
 * Boxes of a YOLO grid in picture pixels, surest first, overlapping ones reduced to the surest. Boxes may
 * reach beyond the picture. Throws RangeError when the net gave no numbers: that is not "no face".
 */
export function decodeDetections(decoding: GridDecoding): Detection[] {
  const { grid, cells, anchors, scoreThreshold } = decoding
  const expected = cells * cells * anchors.length * VALUES
  if (grid.length !== expected) throw new RangeError(`a grid of ${grid.length} values instead of ${expected}`)
  const lowestLogit = Math.log(scoreThreshold / (1 - scoreThreshold))
  const candidates: Detection[] = []
  for (let at = 0; at < grid.length; at += VALUES) {
    const logit = grid[at + 4] ?? Number.NaN
    if (logit < lowestLogit) continue
    const detection = boxAt(decoding, at, logit)
    if (!isFiniteBox(detection)) throw new RangeError('a box that is not a number')
    candidates.push(detection)
  }
  return suppressOverlaps(candidates, decoding.iouThreshold)
}

function boxAt({ grid, cells, anchors, side }: GridDecoding, at: number, logit: number): Detection {
  const index = at / VALUES
  const anchor = anchors[index % anchors.length] ?? [0, 0]
  const cell = Math.floor(index / anchors.length)
  const cellSide = side / cells
  const width = Math.exp(grid[at + 2] ?? 0) * anchor[0] * cellSide
  const height = Math.exp(grid[at + 3] ?? 0) * anchor[1] * cellSide
  return {
    x: ((cell % cells) + sigmoid(grid[at] ?? 0)) * cellSide - width / 2,
    y: (Math.floor(cell / cells) + sigmoid(grid[at + 1] ?? 0)) * cellSide - height / 2,
    width,
    height,
    confidence: sigmoid(logit),
  }
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

const isFiniteBox = ({ x, y, width, height, confidence }: Detection): boolean =>
  Number.isFinite(x + y + width + height + confidence)

/** Greedy, surest first; of two equally sure ones, the one that came first in the grid. */
function suppressOverlaps(candidates: Detection[], iouThreshold: number): Detection[] {
  const kept: Detection[] = []
  for (const candidate of candidates.sort((a, b) => b.confidence - a.confidence)) {
    if (kept.every((other) => overlap(candidate, other) <= iouThreshold)) kept.push(candidate)
  }
  return kept
}

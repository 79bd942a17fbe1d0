import { expect, test } from 'vitest'
import { decodeDetections, suppressOverlaps } from '#core/inference/postprocess/detections.ts'

const CELLS = 4
const ANCHORS = [
  [1, 2],
  [2, 1],
] as const

interface Planted {
  readonly row: number
  readonly column: number
  readonly anchor: number
  readonly logit: number
  readonly x?: number
  readonly y?: number
}

/** A grid where nothing is sure but the planted cells. */
function decode(planted: readonly Planted[]) {
  const grid = new Float32Array(CELLS * CELLS * ANCHORS.length * 5)
  for (let i = 4; i < grid.length; i += 5) grid[i] = -10
  for (const { row, column, anchor, logit, x = 0, y = 0 } of planted) {
    grid.set([x, y, 0, 0, logit], ((row * CELLS + column) * ANCHORS.length + anchor) * 5)
  }
  const size = { columns: CELLS, rows: CELLS, cellSide: 100 }
  return decodeDetections({ grid, ...size, anchors: ANCHORS, scoreThreshold: 0.5 })
}

test('a cell becomes a box of its anchor around the point that it names', () => {
  // Half a cell in: sigmoid(0) = 0.5; cells are 100 pixels wide.
  expect(decode([{ row: 1, column: 2, anchor: 0, logit: 0.1 }])).toEqual([
    { x: 200, y: 50, width: 100, height: 200, confidence: 1 / (1 + Math.exp(-Math.fround(0.1))) },
  ])
})

test('no sure cell means no face, which is no failure', () => {
  expect(decode([])).toEqual([])
  expect(decode([{ row: 0, column: 0, anchor: 0, logit: -0.01 }])).toEqual([])
})

test('of boxes that overlap, only the surest is kept, and the rest are sorted by confidence', () => {
  const planted = decode([
    { row: 0, column: 0, anchor: 0, logit: 2 },
    { row: 2, column: 2, anchor: 0, logit: 2, x: -1 },
    { row: 2, column: 2, anchor: 0, logit: 3 },
    { row: 2, column: 0, anchor: 1, logit: 4 },
  ])
  const found = suppressOverlaps(planted, 0.4)
  expect(found.map(({ x, y }) => [x, y])).toEqual([
    [-50, 200],
    [200, 150],
    [0, -50],
  ])
  const nearby = [
    { row: 1, column: 1, anchor: 0, logit: 2 },
    { row: 1, column: 2, anchor: 0, logit: 3, x: -10 },
  ]
  expect(suppressOverlaps(decode(nearby), 0.2)).toHaveLength(1)
  expect(suppressOverlaps(decode(nearby), 0.6)).toHaveLength(2)
})

test('a box that lies in another is the same face, whichever is surer', () => {
  const face = { x: 0, y: 0, width: 100, height: 100, confidence: 0.9 }
  const mouth = { x: 30, y: 60, width: 40, height: 45, confidence: 0.5 }
  expect(suppressOverlaps([mouth, face], 0.4)).toEqual([face])
  const sureMouth = { ...mouth, confidence: 0.95 }
  expect(suppressOverlaps([face, sureMouth], 0.4)).toEqual([sureMouth])
  const beside = { ...mouth, x: 80 }
  expect(suppressOverlaps([face, beside], 0.4)).toEqual([face, beside])
})

test('a grid may be wider than high', () => {
  const grid = new Float32Array(2 * 3 * 5).fill(-10)
  grid.set([0, 0, 0, 0, 1], 5 * 5)
  const size = { columns: 3, rows: 2, cellSide: 10 }
  const [face, ...others] = decodeDetections({ grid, ...size, anchors: [[1, 1]], scoreThreshold: 0.5 })
  expect(face).toMatchObject({ x: 20, y: 10, width: 10, height: 10 })
  expect(others).toEqual([])
})

test('a net that gives no numbers has failed, which is not the same as no face', () => {
  expect(() => decode([{ row: 0, column: 0, anchor: 0, logit: Number.NaN }])).toThrow(RangeError)
  expect(() => decode([{ row: 0, column: 0, anchor: 0, logit: 1, x: Number.NaN }])).toThrow(RangeError)
})

test('a grid of the wrong size is refused', () => {
  const grid = new Float32Array(10)
  const wrong = { grid, columns: 2, rows: 2, anchors: ANCHORS, cellSide: 1, scoreThreshold: 0.5 }
  expect(() => decodeDetections(wrong)).toThrow('10 values instead of 40')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clipToPicture } from '#core/inference/processors/picture.ts'
import { growBox, overlap, squareAround } from '#shared/geometry/box.ts'

const picture = { width: 100, height: 50 }
const boxes = fc.record({
  x: fc.double({ min: -200, max: 200, noNaN: true }),
  y: fc.double({ min: -200, max: 200, noNaN: true }),
  width: fc.double({ min: 0.1, max: 300, noNaN: true }),
  height: fc.double({ min: 0.1, max: 300, noNaN: true }),
})

test('a clipped box always lies in the picture, on whole pixels', () => {
  fc.assert(
    fc.property(boxes, (box) => {
      const clipped = clipToPicture(box, picture)
      if (clipped === null) return
      const { x, y, width, height } = clipped
      expect([x, y, width, height].every(Number.isInteger)).toBe(true)
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1)
      expect(x + width).toBeLessThanOrEqual(picture.width)
      expect(y + height).toBeLessThanOrEqual(picture.height)
    }),
  )
})

test('a box outside the picture is nothing', () => {
  expect(clipToPicture({ x: 120, y: 10, width: 20, height: 20 }, picture)).toBeNull()
  expect(clipToPicture({ x: -30, y: 10, width: 20, height: 20 }, picture)).toBeNull()
})

test('a box that reaches out of the picture keeps the part that is in it', () => {
  expect(clipToPicture({ x: -10.5, y: 40.2, width: 30, height: 30 }, picture)).toEqual({
    x: 0,
    y: 40,
    width: 19,
    height: 9,
  })
})

test('growing adds half of the margin at either end', () => {
  expect(growBox({ x: 10, y: 20, width: 100, height: 50 }, 0.2)).toEqual({
    x: 0,
    y: 15,
    width: 120,
    height: 60,
  })
})

test('the square around a box has its centre', () => {
  expect(squareAround({ x: 10, y: 10, width: 20, height: 40 })).toEqual({
    x: 0,
    y: 10,
    width: 40,
    height: 40,
  })
})

test('overlap is 1 with itself, 0 apart, the same both ways, and a third for half-shifted boxes', () => {
  const box = { x: 0, y: 0, width: 10, height: 10 }
  expect(overlap(box, box)).toBe(1)
  expect(overlap(box, { ...box, x: 10 })).toBe(0)
  expect(overlap(box, { ...box, x: 5 })).toBeCloseTo(1 / 3, 12)
  fc.assert(
    fc.property(boxes, boxes, (a, b) => {
      expect(overlap(a, b)).toBe(overlap(b, a))
    }),
  )
})

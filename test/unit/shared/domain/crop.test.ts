import { expect, test } from 'vitest'
import { faceSquare } from '#shared/domain/crop.ts'
import { growBox, onWholePixels, squareAround } from '#shared/geometry/box.ts'

test('a square has the side of the longer edge and the same centre', () => {
  expect(squareAround({ x: 10, y: 20, width: 40, height: 60 })).toEqual({
    x: 0,
    y: 20,
    width: 60,
    height: 60,
  })
})

test('a margin is shared by both ends', () => {
  expect(growBox({ x: 0, y: 0, width: 100, height: 50 }, 0.2)).toEqual({
    x: -10,
    y: -5,
    width: 120,
    height: 60,
  })
})

test('a box on whole pixels has at least one', () => {
  expect(onWholePixels({ x: 4.6, y: -0.4, width: 0.1, height: 10.2 })).toEqual({
    x: 5,
    y: -0,
    width: 1,
    height: 10,
  })
})

test('the square of a face at the edge reaches beyond the picture', () => {
  expect(faceSquare({ x: 0, y: 10, width: 80, height: 100 }, 0.3)).toEqual({
    x: -25,
    y: -5,
    width: 130,
    height: 130,
  })
})

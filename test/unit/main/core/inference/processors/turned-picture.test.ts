import { expect, test } from 'vitest'
import { turnedPicture } from '#core/inference/processors/turned-picture.ts'

/** Three pixels wide, two high; each pixel is its own number. */
const picture = { width: 3, height: 2, rgb: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((n) => [n, n, n])) }
const numbers = (turn: 90 | 180 | 270) => {
  const { width, height, rgb } = turnedPicture(picture, turn)
  return { width, height, pixels: Array.from(rgb).filter((_, at) => at % 3 === 0) }
}

test('a picture is turned clockwise', () => {
  expect(numbers(90)).toEqual({ width: 2, height: 3, pixels: [4, 1, 5, 2, 6, 3] })
  expect(numbers(180)).toEqual({ width: 3, height: 2, pixels: [6, 5, 4, 3, 2, 1] })
  expect(numbers(270)).toEqual({ width: 2, height: 3, pixels: [3, 6, 2, 5, 1, 4] })
})

import { expect, test } from 'vitest'
import { probePictures } from '#core/inference/engine/probe-pictures.ts'

const SIZE = 24
const PLANE = SIZE * SIZE

test('are the same each time, and the first of many are the first of few', () => {
  expect(probePictures(3, SIZE)).toEqual(probePictures(3, SIZE))
  expect(probePictures(3, SIZE).subarray(0, 3 * PLANE)).toEqual(probePictures(1, SIZE))
})

test('lie in the range of normalised pixels, and are neither flat nor noise alone', () => {
  const pictures = probePictures(2, SIZE)
  expect(pictures).toHaveLength(2 * 3 * PLANE)
  expect(pictures.every((value) => Math.abs(value) < 8)).toBe(true)
  for (let plane = 0; plane < 6; plane++) {
    const values = pictures.subarray(plane * PLANE, (plane + 1) * PLANE)
    const mean = values.reduce((sum, value) => sum + value, 0) / PLANE
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / PLANE)
    // The noise alone spreads by 0.06.
    expect(spread).toBeGreaterThan(0.15)
  }
})

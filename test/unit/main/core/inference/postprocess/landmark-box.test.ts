import { expect, test } from 'vitest'
import { landmarkBox } from '#core/inference/postprocess/landmark-box.ts'

const crop = { x: 100, y: 200, width: 40, height: 80 }
const placement = { side: 80, padX: 20, padY: 0 }

test('points are shares of the padded square, so the padding is taken off again', () => {
  const landmarks = Float32Array.of(0.25, 0, 0.75, 1, 0.5, 0.5)
  expect(landmarkBox(landmarks, crop, placement)).toEqual({ x: 100, y: 200, width: 40, height: 80 })
})

test('a point that is no number is a failed net', () => {
  expect(() => landmarkBox(Float32Array.of(0.5, Number.NaN), crop, placement)).toThrow(RangeError)
})

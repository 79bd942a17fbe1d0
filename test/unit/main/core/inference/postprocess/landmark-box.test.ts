import { expect, test } from 'vitest'
import { landmarkBox, placeLandmarks } from '#core/inference/postprocess/landmark-box.ts'

const crop = { x: 100, y: 200, width: 40, height: 80 }
const placement = { side: 80, padX: 20, padY: 0 }

test('points are shares of the padded square, so the padding is taken off again', () => {
  const points = placeLandmarks(Float32Array.of(0.25, 0, 0.75, 1, 0.5, 0.5), crop, placement)
  expect(points).toEqual(Float64Array.of(100, 200, 140, 280, 120, 240))
})

test('the box reaches from the outermost point to the outermost point', () => {
  const box = landmarkBox(Float32Array.of(100, 230, 140, 250, 120, 280))
  expect(box).toEqual({ x: 100, y: 230, width: 40, height: 50 })
})

test('a point that is no number is a failed net', () => {
  expect(() => placeLandmarks(Float32Array.of(0.5, Number.NaN), crop, placement)).toThrow(RangeError)
})

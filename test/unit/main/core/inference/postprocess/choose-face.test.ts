import { expect, test } from 'vitest'
import { chooseFace } from '#core/inference/postprocess/choose-face.ts'

const face = (x: number, side: number, confidence: number) => ({
  x,
  y: 0,
  width: side,
  height: side,
  confidence,
})

test('the largest sure face is taken', () => {
  const small = face(0, 10, 0.99)
  const large = face(50, 30, 0.6)
  expect(chooseFace([small, large], null)).toBe(large)
})

test('confidence counts as much as area', () => {
  const sure = face(0, 10, 0.9)
  const doubtful = face(50, 11, 0.5)
  expect(chooseFace([doubtful, sure], null)).toBe(sure)
})

test('the face of the frame before is followed although another is larger now', () => {
  const followed = face(2, 10, 0.6)
  const larger = face(50, 40, 0.99)
  expect(chooseFace([larger, followed], face(0, 10, 0.9))).toBe(followed)
})

test('when the face of the frame before is gone, the choice starts anew', () => {
  const other = face(50, 10, 0.6)
  expect(chooseFace([other], face(0, 10, 0.9))).toBe(other)
  expect(chooseFace([], face(0, 10, 0.9))).toBeNull()
})

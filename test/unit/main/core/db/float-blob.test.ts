import { expect, test } from 'vitest'
import { toBlob, toFloat32, toFloat64 } from '#core/db/float-blob.ts'

test('gives numbers back as they were, also from a view into a larger array', () => {
  const values = Float64Array.of(9, 0.1, -Infinity, NaN, 5e-324).subarray(1)
  expect(toFloat64(toBlob(values))).toEqual(values)
  const narrow = Float32Array.of(9, 0.1, NaN).subarray(1)
  expect(toFloat32(toBlob(narrow))).toEqual(narrow)
})

test('reads bytes that start at an odd address', () => {
  const bytes = Buffer.concat([Buffer.from([7]), toBlob(Float64Array.of(1.5, 2.5))]).subarray(1)
  expect(toFloat64(bytes)).toEqual(Float64Array.of(1.5, 2.5))
})

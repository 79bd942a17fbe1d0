import { expect, test } from 'vitest'
import { meanChange, unsteadinessOf } from '../../../../../scripts/tools/face-report/unsteadiness.ts'

const pathOf = (centres: readonly number[]) => ({
  times: Float64Array.from(centres, (_, i) => i * 200),
  boxes: Float32Array.from(centres.flatMap((x) => [x - 0.05, 0.1, 0.1, 0.2, 1])),
})
const timesOf = (n: number) => Float64Array.from({ length: n }, (_, i) => i * 200)

test('a steady move does not shake; one box beside the line does, by its distance in face widths', () => {
  const steady = unsteadinessOf(pathOf([0.1, 0.2, 0.3, 0.4]), timesOf(4))
  expect(steady.n).toBe(2)
  expect(steady.boxShake).toBeCloseTo(0, 5)
  expect(unsteadinessOf(pathOf([0.1, 0.25, 0.3]), timesOf(3)).boxShake).toBeCloseTo(0.5, 5)
})

test('looks without a face are not counted', () => {
  expect(unsteadinessOf(pathOf([0.1, 0.2, 0.3]), timesOf(6)).n).toBe(1)
})

test('class probabilities change by 1 where one class gives way to another, by 0 where nothing changes', () => {
  expect(meanChange(Float64Array.of(1, 0, 0, 1), 2)).toEqual({ n: 1, change: 1 })
  expect(meanChange(Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.75, 0.25), 2)).toEqual({ n: 2, change: 0.125 })
  expect(meanChange(Float64Array.of(1, 0), 2)).toEqual({ n: 0, change: Number.NaN })
})

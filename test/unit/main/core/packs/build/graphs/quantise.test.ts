import { describe, expect, it } from 'vitest'
import { quantiseRows, transpose } from '#core/packs/build/graphs/quantise.ts'
import { createRandom } from '#core/statistics/random.ts'

describe('8-bit rows', () => {
  it('take the largest value of each row for 127, whatever the other rows hold', () => {
    const { values, scales } = quantiseRows(Float32Array.of(1, -2, 0.5, 1000, 250, -500), 2, 3)
    expect([...values]).toEqual([64, -127, 32, 127, 32, -63])
    expect([...scales]).toEqual([Math.fround(2 / 127), Math.fround(1000 / 127)])
  })

  it('are off by half a step at most', () => {
    const random = createRandom(3)
    const [rows, columns] = [20, 300]
    const matrix = Float32Array.from(
      { length: rows * columns },
      (_, i) => (random() - 0.5) * 10 ** (i % rows),
    )
    const { values, scales } = quantiseRows(matrix, rows, columns)
    const steps = matrix.map(
      (weight, i) => weight / (scales[Math.floor(i / columns)] ?? 0) - (values[i] ?? 0),
    )
    expect(Math.max(...steps.map(Math.abs))).toBeLessThanOrEqual(0.5001)
    expect(Math.max(...values.map(Math.abs))).toBe(127)
  })

  it('keep a row of zeros', () => {
    const { values, scales } = quantiseRows(Float32Array.of(0, 0, 3, 0), 2, 2)
    expect([...values]).toEqual([0, 0, 127, 0])
    expect(scales.every((scale) => scale > 0)).toBe(true)
  })
})

describe('a matrix is turned', () => {
  it.each([
    [1, 5],
    [5, 1],
    [64, 64],
    [65, 130],
    [3, 200],
  ])('from %i rows of %i, value by value', (rows, columns) => {
    const matrix = Float32Array.from({ length: rows * columns }, (_, i) => i)
    const turned = transpose(matrix, rows, columns)
    const expected = Array.from(
      { length: rows * columns },
      (_, i) => (i % rows) * columns + Math.floor(i / rows),
    )
    expect([...turned]).toEqual(expected)
    expect(transpose(turned, columns, rows)).toEqual(matrix)
  })

  it('in its own kind of numbers', () => {
    expect(transpose(Int8Array.of(-1, 2, 3, 4), 2, 2)).toEqual(Int8Array.of(-1, 3, 2, 4))
    expect(transpose(Uint16Array.of(60000, 2), 1, 2)).toEqual(Uint16Array.of(60000, 2))
  })
})

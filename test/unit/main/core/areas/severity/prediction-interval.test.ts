import { describe, expect, test } from 'vitest'
import { intervalWidths } from '#core/areas/severity/prediction-interval.ts'
import { createRandom } from '#core/statistics/random.ts'

const patients = (count: number): string[] => Array.from({ length: count }, (_, index) => `P${String(index)}`)
const errors = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('intervalWidths', () => {
  test.each([
    // The error of a new patient is the largest of nine in one case of nine.
    [8, 8 / 9, 8],
    [9, 0.9, 9],
    [12, 12 / 13, 12],
    [18, 18 / 19, 18],
    [19, 0.95, 19],
    [20, 20 / 21, 20],
    [39, 0.95, 38],
  ])('promise a new patient after %d others a level of %d, by the error of rank %d', (count, level, rank) => {
    const width = intervalWidths(errors(count), patients(count))('new')
    expect(width.level).toBeCloseTo(level, 12)
    expect(width.halfWidth).toBe(rank)
  })

  test('rest on the other patients: a rated one has no part in its own', () => {
    const widthFor = intervalWidths(errors(13), patients(13))
    expect(widthFor('P12')).toEqual({ level: 12 / 13, halfWidth: 12 })
    expect(widthFor('P0')).toEqual({ level: 12 / 13, halfWidth: 13 })
    const changed = intervalWidths([...errors(12), 1000], patients(13))
    expect(changed('P12')).toEqual(widthFor('P12'))
  })

  test.each([8, 12, 20, 30])('miss the rating of at least one of %d rated patients', (count) => {
    const random = createRandom(count)
    const missed = errors(count).map(() => random())
    const widthFor = intervalWidths(missed, patients(count))
    const within = patients(count).filter(
      (patient, row) => (missed[row] ?? NaN) <= widthFor(patient).halfWidth,
    )
    expect(within.length).toBeLessThan(count)
    expect(within.length / count).toBeGreaterThan(0.8)
  })

  test('take the largest error of a patient, whichever visit it is of', () => {
    const two = [...patients(9), ...patients(9)]
    const once = intervalWidths(errors(9), patients(9))('new')
    expect(intervalWidths([...errors(9), ...new Array<number>(9).fill(0)], two)('new')).toEqual(once)
    const turned = errors(9).map((error) => -error)
    expect(intervalWidths(turned, patients(9))('new')).toEqual(once)
  })

  test('cover new patients as often as they say when errors are alike', () => {
    const random = createRandom(11)
    let covered = 0
    let promised = 0
    for (let trial = 0; trial < 4000; trial++) {
      const { halfWidth, level } = intervalWidths(Array.from({ length: 12 }, random), patients(12))('new')
      if (random() <= halfWidth) covered += 1
      promised = level
    }
    // The standard error over 4000 trials is 0.004.
    expect(Math.abs(covered / 4000 - promised)).toBeLessThan(0.013)
  })

  test('refuse a handful of patients', () => {
    expect(() => intervalWidths([1, 2, 3], patients(3))('new')).toThrow(RangeError)
    expect(() => intervalWidths([1, 2, 3, 4], patients(4))('P0')).toThrow(RangeError)
  })
})

import { describe, expect, test } from 'vitest'
import { intervalWidth } from '#core/severity/prediction-interval.ts'
import { createRandom } from '#shared/stats/random.ts'

const patients = (count: number): string[] => Array.from({ length: count }, (_, index) => `P${String(index)}`)
const errors = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('intervalWidth', () => {
  test.each([
    // 8 of 8 errors lie within the largest: at most 8/9 can be promised, so 0.8 is.
    [8, 0.8, 8],
    [9, 0.9, 9],
    [19, 0.9, 18],
    [20, 0.95, 20],
    [39, 0.95, 38],
  ])('promises of %d patients a level of %d, by the error of rank %d', (count, level, rank) => {
    expect(intervalWidth(errors(count), patients(count))).toEqual({ level, halfWidth: rank })
  })

  test('takes the largest error of a patient, whichever visit it is of', () => {
    const two = [...patients(9), ...patients(9)]
    const once = intervalWidth(errors(9), patients(9))
    expect(intervalWidth([...errors(9), ...new Array<number>(9).fill(0)], two)).toEqual(once)
    expect(
      intervalWidth(
        errors(9).map((error) => -error),
        patients(9),
      ),
    ).toEqual(once)
  })

  test('covers new patients at least as often as it says when errors are alike', () => {
    const random = createRandom(11)
    let covered = 0
    for (let trial = 0; trial < 4000; trial++) {
      const { halfWidth } = intervalWidth(Array.from({ length: 12 }, random), patients(12))
      if (random() <= halfWidth) covered += 1
    }
    // 12 of 13 in truth; the standard error over 4000 trials is 0.004.
    expect(covered / 4000).toBeGreaterThan(0.9)
    expect(covered / 4000).toBeLessThan(0.94)
  })

  test('refuses a handful of patients', () => {
    expect(() => intervalWidth([1, 2, 3], patients(3))).toThrow(RangeError)
  })
})

import { describe, expect, test } from 'vitest'
import { bootstrapOverPatients, patientStatistic } from '#core/statistics/bootstrap.ts'
import { pearson } from '#core/statistics/correlation.ts'
import { mean, quantileOfSorted } from '#core/statistics/moments.ts'
import { createRandom } from '#core/statistics/random.ts'

const meanOf =
  (values: readonly number[]) =>
  (rows: readonly number[]): number | null =>
    mean(rows.map((row) => values[row] ?? NaN))

/** Sum of twelve uniforms less six: near enough to normal. */
function noise(count: number, seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Array.from({ length: 12 }, random).reduce((a, b) => a + b) - 6)
}

describe('bootstrapOverPatients', () => {
  test('draws patients with all visits of theirs, never a visit alone', () => {
    const sizes = new Set<number>()
    bootstrapOverPatients({
      patients: ['A', 'A', 'A', 'B', 'B', 'B'],
      statistic: (rows) => {
        sizes.add(rows.length)
        for (const first of [0, 3]) {
          const times = rows.filter((row) => row === first).length
          expect(rows.filter((row) => row === first + 2)).toHaveLength(times)
        }
        return rows.length
      },
    })
    expect([...sizes]).toEqual([6])
  })

  test('gives nearly the interval of the textbook for the mean of independent patients', () => {
    const values = noise(200, 3)
    const patients = values.map((_, row) => `P${String(row)}`)
    const interval = bootstrapOverPatients({ patients, statistic: meanOf(values) })
    const centre = mean(values) ?? NaN
    const sd = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) ?? NaN)
    expect(interval.ciLow).toBeCloseTo(centre - (1.96 * sd) / Math.sqrt(200), 1)
    expect(interval.ciHigh).toBeCloseTo(centre + (1.96 * sd) / Math.sqrt(200), 1)
  })

  test('does not get narrower when every visit is filed twice', () => {
    const values = noise(30, 5)
    const patients = values.map((_, row) => `P${String(row)}`)
    const once = bootstrapOverPatients({ patients, statistic: meanOf(values) })
    const twice = bootstrapOverPatients({
      patients: [...patients, ...patients],
      statistic: meanOf([...values, ...values]),
    })
    expect(twice.ciLow).toBeCloseTo(once.ciLow ?? NaN, 12)
    expect(twice.ciHigh).toBeCloseTo(once.ciHigh ?? NaN, 12)
  })

  test('gives the same interval every time', () => {
    const values = noise(12, 8)
    const sample = { patients: values.map((_, row) => `P${String(row)}`), statistic: meanOf(values) }
    expect(bootstrapOverPatients(sample)).toEqual(bootstrapOverPatients(sample))
  })
})

describe('patientStatistic', () => {
  const correlationOf =
    (x: readonly number[], y: readonly number[]) =>
    (rows: readonly number[]): number | null =>
      pearson(
        rows.map((row) => x[row] ?? NaN),
        rows.map((row) => y[row] ?? NaN),
      )

  test('says its method, its level and how many patients and sessions it rests on', () => {
    const statistic = patientStatistic({ patients: ['A', 'A', 'B', 'C'], statistic: meanOf([1, 2, 3, 4]) })
    expect(statistic).toMatchObject({ value: 2.5, level: 0.95, nPatients: 3, nSessions: 4 })
    expect(statistic.method).toBe('percentile bootstrap over patients, 2000 resamples, seed 1')
  })

  test('tells how many resamples had no value', () => {
    const x = [1, 2, 3, 4]
    const statistic = patientStatistic({ patients: ['A', 'B', 'C', 'D'], statistic: correlationOf(x, x) })
    expect(statistic).toMatchObject({ ciLow: 1, ciHigh: 1 })
    expect(statistic.method).toMatch(/2000 resamples, seed 1, \d+ of them left out as not defined$/)
  })

  test('gives no interval when too many resamples have no value', () => {
    const statistic = patientStatistic({
      patients: ['A', 'B', 'C', 'D'],
      statistic: correlationOf([1, 1, 1, 2], [1, 2, 3, 4]),
    })
    expect(statistic.value).not.toBeNull()
    expect(statistic).toMatchObject({ ciLow: null, ciHigh: null })
    expect(statistic.method).toContain('no interval')
  })

  test('gives no interval for one patient and no value where there is none', () => {
    expect(patientStatistic({ patients: ['A', 'A'], statistic: meanOf([1, 2]) })).toMatchObject({
      value: 1.5,
      ciLow: null,
      nPatients: 1,
    })
    expect(patientStatistic({ patients: [], statistic: meanOf([]) })).toMatchObject({
      value: null,
      nPatients: 0,
    })
  })
})

test('takes quantiles between order statistics', () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantileOfSorted([1, 2, 3, 4], 0)).toBe(1)
  expect(quantileOfSorted([1, 2, 3, 4], 1)).toBe(4)
  expect(quantileOfSorted([], 0.5)).toBeNull()
})

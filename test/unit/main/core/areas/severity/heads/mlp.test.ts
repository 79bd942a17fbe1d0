import { expect, test } from 'vitest'
import { applyMlp, inputsOf } from '#core/areas/severity/heads/mlp-weights.ts'
import { mlp } from '#core/areas/severity/heads/mlp.ts'
import { createRandom } from '#core/statistics/random.ts'

const DIM = 6
const PATIENTS = 12

/** Patients with two visits; two items that follow two features, one of a wide range. */
function aStudy() {
  const random = createRandom(5)
  const features = Array.from({ length: 2 * PATIENTS }, () =>
    Float64Array.from({ length: DIM }, () => 10 + 4 * (2 * random() - 1)),
  )
  const starts = Array.from({ length: PATIENTS + 1 }, (_, patient) => 2 * patient)
  const ratings = Float64Array.from(
    features.flatMap((row) => [4 + ((row[0] ?? NaN) - 10) / 2, 50 + 10 * ((row[1] ?? NaN) - 10)]),
  )
  return { features, starts, ratings }
}

const numbersOf = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index)

test('several items come out of one network, each in its own points, and out of its weights', () => {
  const { features, starts, ratings } = aStudy()
  const prepared = mlp.prepare(features, starts)
  const fitted = { rows: numbersOf(20), ratings }
  const [setting = {}] = prepared.settings(fitted)
  expect(setting).toEqual({ hidden: 256, networks: 3 })
  const others = numbersOf(4, 20)
  const [said = new Float64Array()] = prepared.estimates(fitted, [setting], others)
  expect(said).toHaveLength(2 * others.length)
  const weights = prepared.weights(fitted, setting)
  expect(weights.map((own) => inputsOf(own, setting))).toEqual([DIM, DIM])
  others.forEach((row, i) => {
    weights.forEach((own, item) => {
      expect(applyMlp(own, features[row] ?? new Float64Array())).toBeCloseTo(said[2 * i + item] ?? NaN, 8)
      // Nearer to the rating than the middle of all by far.
      const error = Math.abs((said[2 * i + item] ?? NaN) - (ratings[2 * row + item] ?? NaN))
      expect(error).toBeLessThan(item === 0 ? 1.5 : 30)
    })
  })
})

test('the unit of the features and of the ratings makes no difference', () => {
  const { features, starts, ratings } = aStudy()
  const one = ratings.filter((_, at) => at % 2 === 0)
  const fitted = { rows: numbersOf(20), ratings: one }
  const others = numbersOf(4, 20)
  const [said = []] = mlp.prepare(features, starts).estimates(fitted, [{}], others)
  const scaled = mlp.prepare(
    features.map((row) => row.map((value) => 1000 * value - 5)),
    starts,
  )
  const [other = []] = scaled.estimates(
    { ...fitted, ratings: one.map((value) => 10 * value + 3) },
    [{}],
    others,
  )
  said.forEach((value, i) => {
    expect(10 * value + 3).toBeCloseTo(other[i] ?? NaN, 6)
  })
})

test('neither features nor ratings of patients who are left out have a say', () => {
  const { features, starts, ratings } = aStudy()
  const rows = numbersOf(20)
  const [said] = mlp.prepare(features, starts).estimates({ rows, ratings }, [{}], [20])
  const changed = features.map((row, index) => (index > 20 ? row.map(() => 1e6) : row))
  const other = ratings.map((value, at) => (at >= 40 ? NaN : value))
  expect(mlp.prepare(changed, starts).estimates({ rows, ratings: other }, [{}], [20])).toEqual([said])
})

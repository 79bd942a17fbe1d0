import { describe, expect, test } from 'vitest'
import { leaveEachOut } from '#core/areas/severity/leave-one-patient-out.ts'
import { applyLinear } from '#core/areas/severity/linear.ts'
import { fitRidge, prepareRidge } from '#core/areas/severity/ridge.ts'
import { createRandom } from '#core/statistics/random.ts'

// Visits of a patient need not stand together in the data.
const groups = ['A', 'F', 'B', 'C', 'A', 'C', 'D', 'E', 'F', 'C']
const random = createRandom(2)
const features = groups.map(() => Float64Array.from({ length: 20 }, random))
const ratings = groups.map(() => 1 + Math.floor(random() * 7))
const noWait = (): Promise<void> => Promise.resolve()

/** For each target the estimates in the order of the data. */
const estimate = async (targets: readonly (readonly number[])[]): Promise<number[][]> => {
  const { system, ratings: matrix, order } = prepareRidge({ features, groups, targets })
  const estimates = await leaveEachOut(system, matrix, noWait)
  return estimates.map((ofTarget) => groups.map((_, row) => ofTarget[order.indexOf(row)] ?? NaN))
}

/** The long way: a model fitted to the other patients' rows and nothing else. */
function refitted(target: readonly number[], patient: string): number[] {
  const others = (_: unknown, row: number): boolean => groups[row] !== patient
  const [fit] = fitRidge(
    prepareRidge({
      features: features.filter(others),
      groups: groups.filter(others),
      targets: [target.filter(others)],
    }),
  )
  const own = features.filter((_, row) => groups[row] === patient)
  return own.map((row) => applyLinear(fit?.weights ?? new Float64Array(), row))
}

describe('leaveEachOut', () => {
  test.each([...new Set(groups)])('says of %s what a model says that was fitted without', async (patient) => {
    const turned = ratings.map((rating, row) => (row % 3 === 0 ? 8 - rating : rating))
    const estimates = await estimate([ratings, turned])
    for (const [index, target] of [ratings, turned].entries()) {
      const ofPatient = estimates[index]?.filter((_, row) => groups[row] === patient) ?? []
      refitted(target, patient).forEach((expected, row) => {
        expect(ofPatient[row]).toBeCloseTo(expected, 8)
      })
    }
  })

  test('gives a patient the same estimates whatever the ratings of that patient were', async () => {
    const [before = []] = await estimate([ratings])
    const [after = []] = await estimate([
      ratings.map((rating, row) => (groups[row] === 'C' ? 8 - rating : rating)),
    ])
    before.forEach((value, row) => {
      if (groups[row] === 'C') expect(after[row]).toBeCloseTo(value, 8)
      else expect(Math.abs((after[row] ?? NaN) - value)).toBeGreaterThan(1e-6)
    })
  })

  test('stops when told to between two patients', async () => {
    const { system, ratings: matrix } = prepareRidge({ features, groups, targets: [ratings] })
    const stop = leaveEachOut(system, matrix, (done, total) => {
      expect(total).toBe(6)
      return done === 2 ? Promise.reject(new Error('stop')) : Promise.resolve()
    })
    await expect(stop).rejects.toThrow('stop')
  })
})

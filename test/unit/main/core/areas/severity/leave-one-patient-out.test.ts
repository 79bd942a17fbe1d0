import { describe, expect, test } from 'vitest'
import { leaveOnePatientOut, meanOfOtherPatients } from '#core/areas/severity/leave-one-patient-out.ts'
import { applyRidge, fitRidge, prepareRidge } from '#core/areas/severity/ridge.ts'
import { createRandom } from '#core/statistics/random.ts'

const groups = ['A', 'A', 'B', 'C', 'C', 'C', 'D', 'E', 'F', 'F']
const random = createRandom(2)
const features = groups.map(() => Float64Array.from({ length: 20 }, random))
const ratings = groups.map(() => 1 + Math.floor(random() * 7))
const noWait = (): Promise<void> => Promise.resolve()

const estimate = async (targets: readonly (readonly number[])[]): Promise<number[][]> =>
  leaveOnePatientOut(prepareRidge({ features, groups, targets }), targets, noWait)

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
  return own.map((row) => applyRidge(fit?.weights ?? new Float64Array(), row))
}

describe('leaveOnePatientOut', () => {
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
    const prepared = prepareRidge({ features, groups, targets: [ratings] })
    const stop = leaveOnePatientOut(prepared, [ratings], (done, total) => {
      expect(total).toBe(6)
      return done === 2 ? Promise.reject(new Error('stop')) : Promise.resolve()
    })
    await expect(stop).rejects.toThrow('stop')
  })
})

test('has a baseline that leaves out all visits of the patient', () => {
  expect(meanOfOtherPatients([1, 3, 5, 7], ['A', 'A', 'B', 'C'])).toEqual([6, 6, 11 / 3, 3])
})

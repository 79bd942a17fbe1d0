import { describe, expect, test } from 'vitest'
import {
  leaveOnePatientOut,
  meanOfOtherPatients,
} from '../../../../../src-main/core/severity/leave-one-patient-out.ts'
import { applyRidge, fitRidge } from '../../../../../src-main/core/severity/ridge.ts'
import { createRandom } from '../../../../../src-shared/stats/random.ts'

const groups = ['A', 'A', 'B', 'C', 'C', 'C', 'D', 'E', 'F', 'F']
const random = createRandom(2)
const features = groups.map(() => Float64Array.from({ length: 20 }, random))
const ratings = groups.map(() => 1 + Math.floor(random() * 7))
const noWait = (): Promise<void> => Promise.resolve()

describe('leaveOnePatientOut', () => {
  test('estimates a patient from the others alone, whatever the ratings of the patient were', async () => {
    const [before] = await leaveOnePatientOut({ features, groups, targets: [ratings] }, noWait)
    const turned = ratings.map((rating, row) => (groups[row] === 'C' ? 8 - rating : rating))
    const [after] = await leaveOnePatientOut({ features, groups, targets: [turned] }, noWait)
    const ofC = (values: readonly number[] | undefined): number[] =>
      (values ?? []).filter((_, row) => groups[row] === 'C')
    expect(ofC(after)).toEqual(ofC(before))
    expect(after).not.toEqual(before)
  })

  test('is what a model of the other patients says, penalty and standardisation included', async () => {
    const [estimates] = await leaveOnePatientOut({ features, groups, targets: [ratings] }, noWait)
    const others = (_: unknown, row: number): boolean => groups[row] !== 'A'
    const [fit] = fitRidge({
      features: features.filter(others),
      groups: groups.filter(others),
      targets: [ratings.filter(others)],
    })
    expect(estimates?.slice(0, 2)).toEqual(
      features.slice(0, 2).map((row) => applyRidge(fit?.weights ?? new Float64Array(), row)),
    )
  })

  test('stops when told to between two patients', async () => {
    const stop = leaveOnePatientOut({ features, groups, targets: [ratings] }, (done, total) => {
      expect(total).toBe(6)
      return done === 2 ? Promise.reject(new Error('stop')) : Promise.resolve()
    })
    await expect(stop).rejects.toThrow('stop')
  })
})

test('has a baseline that leaves out all visits of the patient', () => {
  expect(meanOfOtherPatients([1, 3, 5, 7], ['A', 'A', 'B', 'C'])).toEqual([6, 6, 11 / 3, 3])
})

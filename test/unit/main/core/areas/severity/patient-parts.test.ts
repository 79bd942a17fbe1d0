import { describe, expect, it } from 'vitest'
import { changedPatients, patientParts } from '#core/areas/severity/patient-parts.ts'
import { validate } from '#core/areas/severity/validation.ts'
import { heldOut } from '../../../../../helpers/held-out.ts'

const seen = (ratings: readonly number[], estimates: readonly number[], guess = 4) => ({
  ...{ ratings, estimates, guess },
})

describe('the parts of what estimates say', () => {
  it('are a perfect Q² of means and of changes where every estimate is right', () => {
    const right = [seen([2, 3], [2, 3]), seen([6, 5], [6, 5])]
    expect(patientParts(right)).toEqual({ meansQ2: 1, changesQ2: 1, changeOrder: 1 })
  })

  it('tell a model that knows patients apart from one that knows when they change', () => {
    // Each patient's mean at every visit.
    const ofPatients = [seen([2, 3], [2.5, 2.5]), seen([6, 5], [5.5, 5.5])]
    expect(patientParts(ofPatients)).toEqual({ meansQ2: 1, changesQ2: 0, changeOrder: 0.5 })
    // Every change, at the level of the others.
    const ofChanges = [seen([2, 3], [3.5, 4.5]), seen([6, 5], [4.5, 3.5])]
    expect(patientParts(ofChanges)).toEqual({ meansQ2: 0, changesQ2: 1, changeOrder: 1 })
  })

  it('count a patient once, however many visits there are', () => {
    // Right on the three changes of the first, wrong by 2 on the one of the second, of squares 1, 1, 4 and 1.
    const { changesQ2, changeOrder } = patientParts([seen([1, 2, 3], [1, 2, 3]), seen([4, 5], [5, 4])])
    expect(changesQ2).toBeCloseTo(1 - (0 + 4) / 2 / ((2 + 1) / 2), 12)
    expect(changeOrder).toBe(0.5)
  })

  it('say nothing of changes where there are none, or of what never errs', () => {
    expect(patientParts([seen([4], [3]), seen([4], [5])])).toEqual({
      ...{ meansQ2: null, changesQ2: null, changeOrder: null },
    })
    expect(patientParts([seen([3, 3], [2, 4]), seen([5, 5], [4, 4])]).changesQ2).toBeNull()
  })

  it('count patients with different ratings', () => {
    const ratings = Float64Array.from([3, 3, 4, 5, 2])
    expect(changedPatients({ starts: [0, 2, 4, 5], ratings })).toBe(1)
  })
})

describe('a validation', () => {
  const cohort = (count: number) => {
    const codes = Array.from({ length: count }, (_, index) => `P${index}`)
    return {
      patients: codes.flatMap((code) => [code, code]),
      ratings: codes.flatMap((_, index) => [1 + (index % 5), 2 + (index % 5)]),
      estimates: codes.flatMap((_, index) => [1.5 + (index % 4), 2 + (index % 4)]),
    }
  }

  it('has the parts with an interval and how many patients changed', () => {
    const { parts } = validate(heldOut(cohort(9)))
    expect(parts?.changesQ2).toMatchObject({ value: 0.75, nPatients: 9, level: 0.95 })
    expect(parts?.changeOrder?.value).toBe(1)
    expect(parts?.meansQ2.ciLow).toBeLessThan(parts?.meansQ2.value ?? NaN)
  })

  it('says nothing of change where fewer than eight patients changed', () => {
    expect(validate(heldOut(cohort(7))).parts).toMatchObject({ changesQ2: null, changeOrder: null })
  })
})

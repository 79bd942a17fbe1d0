import { describe, expect, it } from 'vitest'
import { changeOf, lastRating, listedTrajectories } from '#shared/charts/trajectory-order.ts'
import type { TrajectoryOrder } from '#shared/charts/trajectory-order.ts'
import type { PatientTrajectory } from '#shared/charts/trajectory-option.ts'

function patient(patientCode: string, ...values: (number | null)[]): PatientTrajectory {
  return {
    patientCode,
    visits: values.map((value, place) => ({
      ...{ sessionId: place, visitLabel: String(place), visitDate: null, estimate: null },
      ratings: value === null ? [] : [{ rater: 'AB', value }],
    })),
  }
}

const patients = [
  patient('P1', 3, 5),
  patient('P2', 4),
  patient('P3', 6, null, 1),
  patient('P4', 2, 3, 6),
  patient('P5', null),
]
const listed = (order: TrajectoryOrder, search = '') =>
  listedTrajectories(patients, { search, order }).map(({ patientCode }) => patientCode)

describe('the list of trajectories', () => {
  it('is ordered by code, last rating, largest fall or largest rise; who has none comes last', () => {
    expect(listed('code')).toEqual(['P1', 'P2', 'P3', 'P4', 'P5'])
    expect(listed('last')).toEqual(['P4', 'P1', 'P2', 'P3', 'P5'])
    expect(listed('falls')).toEqual(['P3', 'P1', 'P4', 'P2', 'P5'])
    expect(listed('rises')).toEqual(['P4', 'P1', 'P3', 'P2', 'P5'])
  })

  it('holds whose code has the text in it, however it is written', () => {
    expect(listed('rises', ' p4 ')).toEqual(['P4'])
    expect(listed('code', 'x')).toEqual([])
  })

  it('takes the change from the first to the last visit that was rated', () => {
    expect(patients.map(changeOf)).toEqual([2, null, -5, 4, null])
    expect(patients.map(lastRating)).toEqual([5, 4, 1, 6, null])
  })
})

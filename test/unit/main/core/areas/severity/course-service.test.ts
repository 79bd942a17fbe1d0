import { describe, expect, it } from 'vitest'
import { createCourseService } from '#core/areas/severity/course-service.ts'
import type { Covariate, KnownCovariate } from '#shared/domain/covariate.ts'
import { builtInCovariates } from '#shared/domain/covariate.ts'
import { groupCoursesSchema } from '#shared/domain/group-course.ts'
import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const PATIENTS = 12

const sessions = Array.from({ length: 2 * PATIENTS }, (_, place): Session => {
  const patient = Math.floor(place / 2)
  return {
    ...{ id: place + 1, patientId: patient + 1, patientCode: `P${String(patient).padStart(2, '0')}` },
    ...{ visitLabel: place % 2 === 0 ? 'baseline' : 'week 12', visitDate: null, synthetic: false },
  }
})

function rated(sessionId: number, value: number, raterCode = 'AB'): Score {
  return {
    ...{ id: sessionId, sessionId, raterId: 1, raterCode, scaleId: 'tiny', itemId: 'face', value },
    ...{ missingReason: null, origin: 'typed', synthetic: false, updatedUtc: '' },
  }
}

/** Patients 0 to 8 are female, 9 and 10 male; of the last nothing is known. The last has no second rating. */
const known: KnownCovariate[] = Array.from({ length: PATIENTS - 1 }, (_, patient) => ({
  ...{ sessionId: 2 * patient + 1, covariateId: 'sex', value: patient < 9 ? 'female' : 'male' },
}))

const scores = sessions
  .slice(0, -1)
  .flatMap(({ id }) => [rated(id, id % 2 === 1 ? 5 : 3), ...(id === 1 ? [rated(id, 7, 'CD')] : [])])

function serviceOf(kinds: readonly Covariate[] = builtInCovariates, values = known) {
  return createCourseService({
    library: { sessions: () => sessions },
    scales: { list: () => [tinyScale] },
    scores: { ofScale: () => scores },
    covariates: { kinds: () => [...kinds], known: () => [...values] },
  })
}

const asked = { scaleId: 'tiny', measureId: 'face', covariateId: null }

describe('the course of groups', () => {
  it('is the mean over patients at each of their visits, a visit rated twice counting once', () => {
    const courses = serviceOf().courses(asked)
    expect(groupCoursesSchema.parse(courses)).toEqual(courses)
    const [all] = courses.groups
    expect(courses.groups).toHaveLength(1)
    expect(all).toMatchObject({ label: 'All patients', nPatients: PATIENTS })
    expect(all?.visits.map(({ place, label }) => [place, label])).toEqual([
      [1, 'baseline'],
      [2, 'week 12'],
    ])
    expect(all?.visits[0]?.mean.value).toBeCloseTo((11 * 5 + 6) / 12, 12)
    expect(all?.visits.map(({ mean }) => mean.nPatients)).toEqual([12, 11])
  })

  it('is shown by what is known of the patients, in words, and says of how many it is not known', () => {
    const { groups, nUnknown, nLeftOut } = serviceOf().courses({ ...asked, covariateId: 'sex' })
    expect(groups.map(({ label, nPatients }) => [label, nPatients])).toEqual([
      ['Female', 9],
      ['Male', 2],
    ])
    expect([nUnknown, nLeftOut]).toEqual([1, 0])
    expect(groups[0]?.visits[0]?.mean.ciLow).not.toBeNull()
    expect(groups[1]?.visits[0]?.mean).toMatchObject({ value: 5, ciLow: null })
  })

  it('shows the six largest groups and counts the patients of the others', () => {
    const sites = known.map((one, patient) => ({
      ...one,
      ...{ covariateId: 'site', value: `Site ${String(patient % 8)}` },
    }))
    const { groups, nLeftOut } = serviceOf(builtInCovariates, sites).courses({
      ...asked,
      covariateId: 'site',
    })
    expect(groups.map(({ nPatients }) => nPatients)).toEqual([2, 2, 2, 1, 1, 1])
    expect(nLeftOut).toBe(2)
  })

  it('is refused for what makes no groups of patients, and for what is not there', () => {
    const { courses } = serviceOf()
    expect(() => courses({ ...asked, covariateId: 'eps' })).toThrow('makes no groups of patients')
    expect(() => courses({ ...asked, covariateId: 'none' })).toThrow('knows nothing of that name')
    expect(() => courses({ ...asked, measureId: 'none' })).toThrow('no such item or total')
  })
})

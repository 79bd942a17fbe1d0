import { describe, expect, it } from 'vitest'
import type { SeriesOption } from 'echarts'
import {
  groupCourseCaption,
  groupCourseFinding,
  groupCourseOption,
  groupCourseTable,
} from '#shared/charts/group-course-option.ts'
import type { GroupCoursePlot } from '#shared/charts/group-course-option.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const visit = (place: number, label: string, value: number) => ({ place, label, mean: aStatistic(value) })
const plot: GroupCoursePlot = {
  groups: [
    { label: 'Female', nPatients: 10, visits: [visit(1, 'baseline', 5), visit(2, 'week 12', 4)] },
    { label: 'Male', nPatients: 9, visits: [visit(1, 'baseline', 3)] },
  ],
  ...{ nUnknown: 2, nLeftOut: 0, by: 'Sex', measureName: 'Rapport', min: 1, max: 7 },
  patients: [
    {
      patientCode: 'P001',
      visits: [1, 2, 3].map((sessionId) => ({
        ...{ sessionId, visitLabel: 'visit', visitDate: null, estimate: null },
        ratings: sessionId === 2 ? [] : [{ rater: 'AB', value: sessionId }],
      })),
    },
  ],
}

it('says what is shown and claims no difference between groups', () => {
  expect(groupCourseFinding(plot)).toBe('Rapport from visit to visit by sex: means of 2 groups, 19 patients')
  expect(groupCourseFinding({ ...plot, by: null })).toBe('Rapport from visit to visit: mean of 19 patients')
  const caption = groupCourseCaption(plot, true)
  expect(caption).toMatch(/^Female: 10 patients; Male: 9 patients\./)
  expect(caption).toContain(
    'Whether groups differ is not tested. Of 2 rated patients the group is not known.',
  )
  expect(caption).toContain('Ratings are synthetic.')
  expect(groupCourseCaption({ ...plot, by: null }, false)).not.toContain('not tested')
})

describe('the chart of groups', () => {
  const { series, xAxis } = groupCourseOption(plot, namedTheme)
  const drawn = series as SeriesOption[]

  it('keeps every patient behind, with a gap where a visit was not rated', () => {
    expect(drawn[0]).toMatchObject({ name: 'every patient', silent: true, z: 0 })
    expect(drawn[0]?.data).toEqual([
      [1, 1],
      [3, 3],
      [null, null],
    ])
  })

  it('tells groups apart by shape and dash, side by side, each with its interval', () => {
    const lines = drawn.filter(({ type }) => type === 'line').slice(1)
    expect(lines.map((line) => [line.name, 'symbol' in line ? line.symbol : null])).toEqual([
      ['Female', 'circle'],
      ['Male', 'rect'],
    ])
    const [[first] = [], [second] = []] = lines.map(({ data }) => data as number[][])
    expect(first?.[0]).toBeCloseTo(0.975)
    expect(second?.[0]).toBeCloseTo(1.025)
    const whiskers = drawn.filter(({ type }) => type === 'custom').map(({ data }) => data as number[][])
    expect(whiskers.map((of) => of.length)).toEqual([2, 1])
    expect(whiskers[0]?.[0]?.slice(1)).toEqual([4.8, 5.2])
  })

  it('has room for the visit of the patient who came most often', () => {
    expect(xAxis).toMatchObject({ min: 0.5, max: 3.5 })
  })
})

it('stands as a table of means with n and interval', () => {
  expect(groupCourseTable(plot).rows).toEqual([
    ['Female', 1, 'baseline', 10, 5, 4.8, 5.2],
    ['Female', 2, 'week 12', 10, 4, 3.8, 4.2],
    ['Male', 1, 'baseline', 10, 3, 2.8, 3.2],
  ])
})

import { describe, expect, it } from 'vitest'
import { trajectoryFinding } from '#shared/charts/trajectory-finding.ts'
import { trajectoryOption, trajectoryTable, visitOfMark } from '#shared/charts/trajectory-option.ts'
import type { TrajectoryPlot } from '#shared/charts/trajectory-option.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const estimate = { value: 3.2, ciLow: 2, ciHigh: 4.4 }
const plot: TrajectoryPlot = {
  selected: 'P001',
  measureName: 'Blunted affect',
  min: 1,
  max: 7,
  patients: [
    {
      patientCode: 'P001',
      visits: [
        {
          sessionId: 1,
          visitLabel: 'baseline',
          visitDate: '2024-05-02',
          ratings: [
            { rater: 'AB', value: 5 },
            { rater: 'CD', value: 4 },
          ],
          estimate,
        },
        { sessionId: 2, visitLabel: 'week 6', visitDate: null, ratings: [], estimate: null },
        {
          sessionId: 3,
          visitLabel: 'week 12',
          visitDate: null,
          ratings: [{ rater: 'AB', value: 3 }],
          estimate: null,
        },
      ],
    },
    {
      patientCode: 'P002',
      visits: [
        {
          sessionId: 4,
          visitLabel: 'baseline',
          visitDate: null,
          ratings: [{ rater: 'AB', value: 2 }],
          estimate: null,
        },
      ],
    },
  ],
}

interface Drawn {
  legend: { data: string[] }
  xAxis: { axisLabel: { formatter: (value: number) => string } }
  series: { name: string; data: unknown; itemStyle?: { color: string } }[]
  tooltip: { formatter: (params: { value: unknown }) => string }
}
const drawn = (value: TrajectoryPlot): Drawn => trajectoryOption(value, namedTheme) as unknown as Drawn

describe('trajectoryOption', () => {
  it('joins the means of the rated visits and leaves visits without ratings out', () => {
    const line = drawn(plot).series.find((series) => series.name === 'mean of raters')
    expect(line?.data).toEqual([
      [1, 4.5],
      [3, 3],
    ])
  })

  it('draws estimates hollow, beside the rating', () => {
    const marks = drawn(plot).series.find((series) => series.name === 'estimate')
    expect(marks?.itemStyle?.color).toBe('surface')
    expect(marks?.data).toEqual([[1.07, 3.2]])
  })

  it('breaks the grey line between other patients', () => {
    expect(drawn(plot).series[0]?.data).toEqual([
      [1, 2],
      [null, null],
    ])
  })

  it("names the selected patient's visits on the axis", () => {
    const { formatter } = drawn(plot).xAxis.axisLabel
    expect([formatter(1), formatter(1.5), formatter(3)]).toEqual(['baseline\n2024-05-02', '', 'week 12'])
  })

  it('tells on hover who rated what and marks the estimate as one', () => {
    expect(drawn(plot).tooltip.formatter({ value: [1.07, 3.2] })).toBe(
      'P001, baseline (2024-05-02)\nrated 4.5 (AB 5, CD 4)\nestimate 3.2 [2.0, 4.4]',
    )
  })

  it('rings the chosen visit at its rating and its estimate, and none of a patient behind', () => {
    const rings = (chosen: number) =>
      drawn({ ...plot, chosen }).series.flatMap(({ name, data }) => (name === 'chosen' ? [data] : []))
    expect([rings(1).at(-1), rings(3).at(-1)]).toEqual([
      [
        [1, 4.5],
        [1.07, 3.2],
      ],
      [[3, 3]],
    ])
    expect(rings(4)).toEqual([])
  })

  it('promises no estimates in the legend when there are none', () => {
    expect(drawn({ ...plot, selected: 'P002' }).legend.data).toEqual(['mean of raters', 'other patients'])
  })
})

it('finds the visit of a mark, shifted or not', () => {
  expect([visitOfMark([1, 4.5]), visitOfMark([3.07, 3]), visitOfMark('x')]).toEqual([0, 2, null])
})

it('lists every visit of every patient in the table', () => {
  expect(trajectoryTable(plot).rows.map((row) => row.slice(0, 5))).toEqual([
    ['P001', 'baseline', '2024-05-02', 2, 4.5],
    ['P001', 'week 6', null, 0, null],
    ['P001', 'week 12', null, 1, 3],
    ['P002', 'baseline', null, 1, 2],
  ])
})

describe('trajectoryFinding', () => {
  it('states the change between the first and the last rated visit', () => {
    expect(trajectoryFinding(plot)).toBe(
      'P001: Blunted affect down 1.5 points (4.5 at baseline, 3 at week 12)',
    )
  })

  it('claims no change from a single rated visit', () => {
    expect(trajectoryFinding({ ...plot, selected: 'P002' })).toBe('P002: Blunted affect rated 2 at baseline')
  })
})

import { describe, expect, it } from 'vitest'
import { blandAltmanOption, blandAltmanTable } from '#shared/charts/bland-altman-option.ts'
import {
  calibrationFinding,
  calibrationScatter,
  clickedPoint,
  pairedScatterOption,
  pairedScatterTable,
  severityScatter,
} from '#shared/charts/estimate-scatter-option.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const report = {
  model: { itemName: 'Blunted affect', min: 1, max: 7 },
  points: [
    {
      sessionId: 1,
      patientCode: 'P001',
      visitLabel: 'baseline',
      visitDate: '2024-05-02',
      rating: 4,
      estimate: 3,
    },
    { sessionId: 2, patientCode: 'P001', visitLabel: 'week 12', visitDate: null, rating: 2, estimate: 2.5 },
    { sessionId: 3, patientCode: 'P002', visitLabel: 'baseline', visitDate: null, rating: 4, estimate: 3 },
  ],
}
const scatter = severityScatter(report)

interface Drawn {
  xAxis: { min: number; max: number; name: string }
  yAxis: { min: number; max: number; name: string }
  series: {
    name: string
    data: { value: number[] }[]
    itemStyle?: object
    markLine?: { data: { name: string }[] }
  }[]
  tooltip: { formatter: (params: { dataIndex: number }) => string }
}
const drawn = (option: unknown): Drawn => option as Drawn

describe('pairedScatterOption', () => {
  it('shows the whole range of the scale on both axes', () => {
    const { xAxis, yAxis } = drawn(pairedScatterOption(scatter, namedTheme))
    expect([xAxis.min, xAxis.max, yAxis.min, yAxis.max]).toEqual([1, 7, 1, 7])
  })

  it('draws the identity line and the fit, and estimates as hollow marks', () => {
    const { series } = drawn(pairedScatterOption(scatter, namedTheme))
    expect(series.map((entry) => entry.name)).toEqual(['identity', 'least-squares fit', 'visits'])
    expect(series[2]?.itemStyle).toMatchObject({ color: 'surface', borderColor: 'estimate' })
  })

  it('draws ratings of people as filled marks', () => {
    const { series } = drawn(pairedScatterOption({ ...scatter, yIsEstimate: false }, namedTheme))
    expect(series[2]?.itemStyle).toMatchObject({ color: 'accent' })
  })

  it('joins visits in the same place, names all of them on hover and opens the first', () => {
    const option = drawn(pairedScatterOption(scatter, namedTheme))
    expect(option.series[2]?.data.map((mark) => mark.value)).toEqual([
      [4, 3],
      [2, 2.5],
    ])
    expect(option.tooltip.formatter({ dataIndex: 0 })).toBe(
      'P001, baseline (2024-05-02)\nP002, baseline\nrated 4.0, estimated 3.00',
    )
    expect([clickedPoint(scatter, 'visits', 1), clickedPoint(scatter, 'identity', 0)]).toEqual([1, null])
  })

  it('lists every visit in the table', () => {
    expect(pairedScatterTable(scatter).rows).toHaveLength(3)
  })
})

describe('calibration', () => {
  const point = (sessionId: number, rating: number, estimate: number) => ({
    ...{ sessionId, patientCode: 'P001', visitLabel: `v${String(sessionId)}`, visitDate: null },
    ...{ rating, estimate },
  })
  const model = { min: 1, max: 7 }

  it('puts what was rated over what was estimated, and says the slope without claiming anything', () => {
    const plot = calibrationScatter({ model, points: [point(1, 1, 2), point(2, 3, 3), point(3, 6, 4)] })
    expect(plot.points.map(({ x, y }) => [x, y])).toEqual([
      [2, 1],
      [3, 3],
      [4, 6],
    ])
    expect(calibrationFinding(plot)).toBe(
      'Rating on estimate: a point of estimate goes with 2.50 points of rating',
    )
  })

  it('has no slope where all estimates are the same', () => {
    const plot = calibrationScatter({ model, points: [point(1, 1, 2), point(2, 3, 2)] })
    expect(calibrationFinding(plot)).toMatch(/no slope/u)
  })
})

describe('blandAltmanOption', () => {
  const plot = {
    points: scatter.points,
    statistics: { bias: aStatistic(-0.5), lowerLimit: aStatistic(-2.4), upperLimit: aStatistic(1.4) },
    min: 1,
    max: 7,
    differenceName: 'Estimate minus rating (points)',
    yIsEstimate: true,
    against: 'mean' as const,
  }

  it('puts the rating against the difference where it is the reference', () => {
    const { series } = drawn(blandAltmanOption({ ...plot, against: 'rating' }, namedTheme))
    expect(series[0]?.data).toEqual(scatter.points.map(({ x, y }) => [x, y - x]))
    expect(blandAltmanTable({ ...plot, against: 'rating' }).columns).toEqual(['visit', 'rated', 'difference'])
  })

  it('puts the mean against the difference, second minus first', () => {
    expect(blandAltmanTable(plot).rows.map(([, mean, difference]) => [mean, difference])).toEqual([
      [3.5, -1],
      [2.25, 0.5],
      [3.5, -1],
    ])
  })

  it('is symmetric about nought and wide enough for the widest interval', () => {
    const { yAxis } = drawn(blandAltmanOption(plot, namedTheme))
    expect([yAxis.min, yAxis.max]).toEqual([-3, 3])
  })

  it('leaves out a limit that is not defined', () => {
    const statistics = { ...plot.statistics, lowerLimit: aStatistic(null), upperLimit: aStatistic(null) }
    const { series } = drawn(blandAltmanOption({ ...plot, statistics }, namedTheme))
    expect(series[0]?.markLine?.data.map((line) => line.name)).toEqual(['zero', 'bias'])
  })
})

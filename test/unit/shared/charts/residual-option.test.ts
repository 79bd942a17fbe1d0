import { describe, expect, it } from 'vitest'
import {
  residualCaption,
  residualFinding,
  residualOption,
  residualPlot,
  residualTable,
} from '#shared/charts/residual-option.ts'
import type { SeverityEstimate, SeverityPoint } from '#shared/domain/severity.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

/** Four visits of three patients: the more clips, the smaller the error. */
const seen = [
  { patientCode: 'P1', error: 2, nClips: 1, faceShare: 0.5 },
  { patientCode: 'P1', error: -1, nClips: 2, faceShare: 0.5 },
  { patientCode: 'P2', error: 0.5, nClips: 6, faceShare: 0.5 },
  { patientCode: 'P3', error: 0, nClips: 7, faceShare: 0.5 },
]
const points = seen.map(({ patientCode, error }, place): SeverityPoint => ({
  ...{ sessionId: place + 1, patientCode, visitLabel: 'baseline', visitDate: null },
  ...{ rating: 3, estimate: 3 + error },
}))
const estimates = [...seen, { patientCode: 'P4', error: 0, nClips: 9, faceShare: 1 }].map(
  ({ error, nClips, faceShare }, place): SeverityEstimate => ({
    ...{ modelId: 1, sessionId: place + 1, scaleId: 's', itemId: 'i', value: 3 + error },
    ...{ ciLow: 1, ciHigh: 7, level: 0.9, heldOut: true, nClips, faceShare },
  }),
)
const report = { points, estimates }

describe('errors beside how much there was to see', () => {
  it('have one mark for each rated visit, and a line where there is no error', () => {
    const plot = residualPlot(report, 'clips')
    expect(residualTable(plot)).toEqual({
      columns: ['visit', 'clips', 'estimate_minus_rating'],
      rows: [
        ['P1, baseline', 1, 2],
        ['P1, baseline', 2, -1],
        ['P2, baseline', 6, 0.5],
        ['P3, baseline', 7, 0],
      ],
    })
    const option = residualOption({ ...plot, marks: { visit: [2], patient: [] } }, namedTheme)
    expect(option.yAxis).toMatchObject({ min: -2, max: 2 })
    expect([option.series].flat().map((series) => series?.name)).toEqual(['visits', 'chosen', 'chosen'])
    expect([option.series].flat()[2]).toMatchObject({ data: [[6, 0.5]], silent: true })
  })

  it('are described by halves, with their visits, and claimed nothing of', () => {
    const plot = residualPlot(report, 'clips')
    expect(residualFinding(plot)).toBe(
      'Mean size of the error, in points: fewer clips 1.50 (2 visits), more clips 0.25 (2 visits)',
    )
    expect(residualCaption(plot)).toContain('n = 3 patients, 4 visits. Described, not tested')
  })

  it('say so where all visits have as much to see', () => {
    const plot = residualPlot(report, 'face')
    expect(plot.points.map(({ x }) => x)).toEqual([50, 50, 50, 50])
    expect(residualFinding(plot)).toBe('Error by share of frames with a face: all visits are alike in it')
  })
})

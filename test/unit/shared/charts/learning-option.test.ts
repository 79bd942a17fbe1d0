import { describe, expect, it } from 'vitest'
import {
  learningCaption,
  learningFinding,
  learningOption,
  learningPlot,
  learningTable,
} from '#shared/charts/learning-option.ts'
import type { SeverityMetrics } from '#shared/domain/severity.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const point = (nPatients: number, mean: number, draws = 20) => ({
  ...{ nPatients, draws },
  mae: { mean, low: draws === 1 ? null : mean - 0.2, high: draws === 1 ? null : mean + 0.2 },
  q2: null,
})
const metricsOf = (learning: readonly ReturnType<typeof point>[]) =>
  ({ checks: { learning }, baselineMae: { value: 1.1 } }) as unknown as SeverityMetrics

describe('the learning curve', () => {
  const plot = learningPlot({ metrics: metricsOf([point(7, 0.9), point(23, 0.6, 1)]) })

  it('says what was found with few and with all patients, and what its bars are not', () => {
    if (plot === null) return expect.fail('no curve')
    expect(learningFinding(plot)).toBe(
      'MAE by the number of patients learnt from, in points: 0.90 with 7 patients, 0.60 with 23 patients',
    )
    expect(learningCaption(plot)).toMatch(/^Mean of 20 drawn studies.*no interval of the truth.*\(1\.10\)\.$/)
    expect(learningTable(plot).rows).toEqual([
      [7, 20, 0.9, 0.9 - 0.2, 0.9 + 0.2, null, null, null],
      [23, 1, 0.6, null, null, null, null, null],
    ])
  })

  it('has bars of drawn studies only, the baseline, and both axes from 0', () => {
    if (plot === null) return expect.fail('no curve')
    const option = learningOption(plot, namedTheme)
    expect([option.series].flat()).toMatchObject([
      { data: [[7, 0.9 - 0.2, 0.9 + 0.2]] },
      {
        data: [
          [7, 0.9],
          [23, 0.6],
        ],
        markLine: { data: [{ yAxis: 1.1 }] },
      },
    ])
    expect([option.xAxis, option.yAxis]).toMatchObject([{ min: 0 }, { min: 0, max: 1.25, interval: 0.25 }])
  })

  it('is none where nobody could be left out, or nothing was checked', () => {
    expect(learningPlot({ metrics: metricsOf([point(7, 1, 1)]) })).toBeNull()
    expect(learningPlot({ metrics: { ...metricsOf([]), checks: null } })).toBeNull()
  })
})

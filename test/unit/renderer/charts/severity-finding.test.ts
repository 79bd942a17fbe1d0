import { describe, expect, it } from 'vitest'
import type { SeverityMetrics } from '../../../../src-shared/domain/severity.ts'
import {
  agreementFinding,
  baselineFinding,
  biasFinding,
  severityFinding,
} from '../../../../src-renderer/charts/severity-finding.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'

function metrics(changes: Partial<SeverityMetrics>): SeverityMetrics {
  const any = aStatistic(1)
  return {
    pcc: any,
    ccc: any,
    spearman: any,
    mae: any,
    rmse: any,
    baselineMae: any,
    baselineRmse: any,
    maeGain: any,
    blandAltman: { bias: any, lowerLimit: any, upperLimit: any },
    ...changes,
  }
}

describe('severityFinding', () => {
  it('states strength, interval and number of patients', () => {
    const pcc = aStatistic(0.52, { ciLow: 0.11, ciHigh: 0.8 })
    expect(severityFinding(metrics({ pcc }))).toBe(
      'Estimates follow the ratings moderately (PCC 0.52 [0.11, 0.80], n = 10 patients)',
    )
  })

  it('claims no relation when the interval holds nought, however large the value', () => {
    const pcc = aStatistic(0.6, { ciLow: -0.05, ciHigh: 0.9 })
    expect(severityFinding(metrics({ pcc }))).toMatch(/^No clear relation/)
  })

  it('claims no relation when there is no interval', () => {
    expect(severityFinding(metrics({ pcc: aStatistic(0.9, { ciLow: null, ciHigh: null }) }))).toMatch(
      /^No clear relation/,
    )
  })

  it('says so when estimates run against the ratings', () => {
    const pcc = aStatistic(-0.5, { ciLow: -0.8, ciHigh: -0.1 })
    expect(severityFinding(metrics({ pcc }))).toMatch(/^Estimates run against/)
  })

  it('says that nothing can be told when the correlation is not defined', () => {
    expect(severityFinding(metrics({ pcc: aStatistic(null) }))).toMatch(/cannot be told/)
  })
})

describe('baselineFinding', () => {
  const mae = aStatistic(0.8)
  const baselineMae = aStatistic(1)

  it.each([
    [0.1, 0.3, /^Closer/],
    [-0.1, 0.5, /^Not clearly closer/],
    [-0.6, -0.1, /^Further/],
  ])('judges by the interval of the gain, %d to %d, not by its value', (ciLow, ciHigh, expected) => {
    const maeGain = aStatistic(0.2, { ciLow, ciHigh })
    expect(baselineFinding(metrics({ mae, baselineMae, maeGain }))).toMatch(expected)
  })

  it('shows both errors and the gain', () => {
    const maeGain = aStatistic(0.2, { ciLow: 0.1, ciHigh: 0.3 })
    expect(baselineFinding(metrics({ mae, baselineMae, maeGain }))).toContain(
      '(MAE 0.80 against 1.00, gain 0.20 [0.10, 0.30])',
    )
  })
})

describe('biasFinding', () => {
  const names = { higher: 'Estimates run high', lower: 'Estimates run low', noun: 'estimates' }
  const limits = { lowerLimit: aStatistic(-2), upperLimit: aStatistic(1) }

  it('names the side only when the interval of the bias leaves out nought', () => {
    const clear = { bias: aStatistic(-0.5, { ciLow: -0.9, ciHigh: -0.1 }), ...limits }
    const unclear = { bias: aStatistic(-0.5, { ciLow: -1.1, ciHigh: 0.1 }), ...limits }
    expect([biasFinding(clear, names), biasFinding(unclear, names)]).toEqual([
      'Estimates run low by 0.50 points on average; 95 % of differences lie between \u22122.0 and 1.0 points',
      'No clear bias (\u22120.50 [\u22121.10, 0.10]); 95 % of differences lie between \u22122.0 and 1.0 points',
    ])
  })
})

describe('agreementFinding', () => {
  it.each([
    [0.9, 'closely'],
    [0.6, 'fairly'],
    [0.2, 'poorly'],
  ])('calls an ICC of %d %s', (icc, word) => {
    expect(agreementFinding(aStatistic(icc))).toContain(`agree ${word}`)
  })
})

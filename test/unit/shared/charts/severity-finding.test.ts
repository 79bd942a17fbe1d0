import { describe, expect, it } from 'vitest'
import type { SeverityMetrics } from '#shared/domain/severity.ts'
import {
  agreementFinding,
  baselineFinding,
  biasFinding,
  limitsFinding,
  severityFinding,
} from '#shared/charts/severity-finding.ts'
import { formatNumber } from '#shared/charts/statistic-text.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { aPermutationTest } from '../../../helpers/held-out.ts'

function metrics(changes: Partial<SeverityMetrics>): SeverityMetrics {
  const any = aStatistic(1)
  return {
    maeGain: any,
    q2: any,
    concordance: any,
    permutation: null,
    flow: null,
    clippedShare: null,
    groups: null,
    parts: null,
    checks: null,
    mae: any,
    rmse: any,
    baselineMae: any,
    baselineRmse: any,
    blandAltman: { bias: any, lowerLimit: any, upperLimit: any },
    pcc: any,
    ccc: any,
    spearman: any,
    ...changes,
  }
}

describe('severityFinding', () => {
  it.each([
    [0.004, 0.11, 'Closer to the ratings than the mean of the other patients'],
    [
      0.004,
      -0.11,
      'Related to the ratings, but not clearly closer to them than the mean of the other patients',
    ],
    [0.02, 0.11, 'Not clearly closer to the ratings than the mean of the other patients'],
  ])(
    'says no more than the adjusted test and the interval of Q² allow: p %d, Q² from %d on',
    (p, ciLow, words) => {
      const q2 = aStatistic(0.354, { ciLow, ciHigh: 0.6 })
      const permutation = { ...aPermutationTest, p, pAdjusted: 3 * p }
      const interval = `[${formatNumber(ciLow, 2)}, 0.60]`
      expect(severityFinding(metrics({ q2, permutation }))).toBe(
        `${words} (Q² 0.35 ${interval}, p ${p.toFixed(3)}, adjusted over 3 items ${(3 * p).toFixed(3)}, n = 10 patients)`,
      )
    },
  )

  it.each([-0.4, 0])('claims nothing of a Q² of %d, whatever the test says', (value) => {
    const permutation = { ...aPermutationTest, p: 0.001, pAdjusted: 0.001 }
    expect(severityFinding(metrics({ q2: aStatistic(value), permutation }))).toMatch(/^Not clearly closer/)
  })

  it.each([
    [-0.5, -0.8, -0.1],
    [0.6, 0.2, 0.9],
  ])('makes no finding of a correlation of %d, whatever its interval', (value, ciLow, ciHigh) => {
    const pcc = aStatistic(value, { ciLow, ciHigh })
    expect(severityFinding(metrics({ pcc }))).not.toMatch(/against|follow|relation|PCC/)
  })

  it('says that nothing can be told when Q² is not defined', () => {
    expect(severityFinding(metrics({ q2: aStatistic(null) }))).toMatch(/cannot be told/)
  })
})

describe('baselineFinding', () => {
  const mae = aStatistic(0.8)
  const baselineMae = aStatistic(1)

  it.each([
    [0.1, 0.3, /^Closer/],
    [-0.1, 0.5, /^Not clearly closer/],
    [-0.6, -0.1, /^Not clearly closer/],
  ])('judges by the interval of the gain, %d to %d, not by its value', (ciLow, ciHigh, expected) => {
    const maeGain = aStatistic((ciLow + ciHigh) / 2, { ciLow, ciHigh })
    expect(baselineFinding(metrics({ mae, baselineMae, maeGain }))).toMatch(expected)
  })

  it('leads with MAE, each number with what is wrong with it, and says that an old model has no test', () => {
    const warning = 'too narrow'
    const maeGain = aStatistic(0.2, { ciLow: 0.1, ciHigh: 0.3, warning })
    const q2 = aStatistic(0.4, { ciLow: 0.2, ciHigh: 0.5, warning })
    const concordance = aStatistic(0.7, { ciLow: 0.4, ciHigh: 1 })
    expect(baselineFinding(metrics({ mae, baselineMae, maeGain, q2, concordance }))).toContain(
      '(MAE 0.80 [0.60, 1.00] against 1.00, gain 0.20 [0.10, 0.30]† points; Q² 0.40 [0.20, 0.50]†; concordance c 0.70 [0.40, 1.00], 0.5 is no order; no permutation test: fit again for one).',
    )
    expect(
      baselineFinding(
        metrics({ mae, baselineMae, maeGain, q2, concordance: null, permutation: aPermutationTest }),
      ),
    ).toContain('Q² 0.40 [0.20, 0.50]†; p 0.004, adjusted over 3 items 0.012).')
  })
})

describe('biasFinding', () => {
  const names = { higher: 'Estimates run high', lower: 'Estimates run low', noun: 'estimates' }
  const limits = { lowerLimit: aStatistic(-2), upperLimit: aStatistic(1) }

  it('names the side only when the interval of the bias leaves out nought', () => {
    const clear = { bias: aStatistic(-0.5, { ciLow: -0.9, ciHigh: -0.1 }), ...limits }
    const unclear = { bias: aStatistic(-0.5, { ciLow: -1.1, ciHigh: 0.1 }), ...limits }
    expect([biasFinding(clear, names), biasFinding(unclear, names)]).toEqual([
      'Estimates run low by 0.50 points on average; limits of agreement \u22122.0 to 1.0 points',
      'No clear bias (\u22120.50 [\u22121.10, 0.10]); limits of agreement \u22122.0 to 1.0 points',
    ])
  })
})

describe('limitsFinding', () => {
  it('makes no finding of the bias of held-out estimates, which is about 0 by construction', () => {
    const plot = { bias: aStatistic(0), lowerLimit: aStatistic(-2), upperLimit: aStatistic(2) }
    expect(limitsFinding(plot)).toBe(
      'Estimate minus rating: limits of agreement \u22122.0 to 2.0 points (bias 0.00)',
    )
    expect(limitsFinding({ ...plot, bias: aStatistic(null) })).toMatch(/cannot be compared/)
  })
})

describe('agreementFinding', () => {
  it.each([
    [0.9, 0.75, 0.95, 'The two raters agree closely'],
    [0.9, 0.6, 0.95, 'The two raters agree fairly at least'],
    [0.9, 0.3, 0.95, 'How closely the two raters agree is not clear'],
    [0.2, -0.1, 0.39, 'The two raters agree poorly'],
    [0.2, -0.1, 0.4, 'How closely the two raters agree is not clear'],
    [0.9, null, null, 'How closely the two raters agree is not clear'],
    [1, null, null, 'The two raters gave the same ratings'],
  ])('says of an ICC of %d no more than its interval, %d to %d, allows', (icc, ciLow, ciHigh, words) => {
    const level = ciLow === null ? null : 0.95
    expect(agreementFinding(aStatistic(icc, { ciLow, ciHigh, level }))).toMatch(new RegExp(`^${words} \\(`))
  })
})

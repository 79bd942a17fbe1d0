import { describe, expect, it } from 'vitest'
import { severityFacts, severityStatistics } from '#shared/charts/severity-facts.ts'
import type { SeverityMetrics } from '#shared/domain/severity.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { aPermutationTest } from '../../../helpers/held-out.ts'

const any = aStatistic(1)
const metrics: SeverityMetrics = {
  ...{ maeGain: any, q2: any, concordance: any, permutation: aPermutationTest, flow: null, checks: null },
  ...{ clippedShare: null, groups: null, parts: null, mae: any, rmse: any, baselineMae: any },
  ...{ baselineRmse: any, pcc: any, ccc: any, spearman: any },
  blandAltman: { bias: any, lowerLimit: any, upperLimit: any },
}
const names = (of: SeverityMetrics, nPatients = 20): string[] =>
  severityFacts({ head: 'ridge', metrics: of, nPatients }).map(({ name }) => name)

describe('severityFacts', () => {
  it('leads with what a model is judged by, then the test and the size, and ends with correlations', () => {
    expect(names(metrics)).toEqual([
      ...['MAE', 'Q²', 'Gain over baseline (MAE)', 'Concordance c', 'Baseline MAE', 'RMSE', 'Baseline RMSE'],
      ...['p', 'p over 3 items', 'Smallest detectable correlation', 'PCC', 'CCC', 'Spearman'],
    ])
  })

  it('leaves out what an earlier version did not compute, and what so few patients cannot show', () => {
    const earlier = names({ ...metrics, concordance: null, permutation: null }, 3)
    expect(earlier).not.toContain('Concordance c')
    expect(earlier.filter((name) => /^p|detectable/.test(name))).toEqual([])
  })
})

describe('severityStatistics', () => {
  it('has every number that can carry a warning', () => {
    const named = severityStatistics(metrics).map(({ name }) => name)
    expect(named).toEqual(names(metrics).filter((name) => !/^p|detectable/.test(name)))
  })
})

import { expect, it } from 'vitest'
import {
  choiceText,
  estimateText,
  hasChecks,
  influenceFinding,
  influenceRows,
} from '#shared/charts/severity-checks-text.ts'
import type { SeverityMetrics } from '#shared/domain/severity.ts'
import type { SeverityChecks } from '#shared/domain/severity-checks.ts'

const influence = [
  { sessionId: 3, nSessions: 2, mae: 0.5, q2: 0.4, concordance: null },
  { sessionId: 1, nSessions: 1, mae: 0.75, q2: null, concordance: 0.65 },
]
const checks: SeverityChecks = {
  ...{
    learning: [],
    influence,
    influenceRefitted: true,
    subgroups: [],
    subgroupMethod: '',
    choice: null,
    seed: 1,
  },
}
const metrics = {
  ...{ checks, mae: { value: 0.7 }, q2: { value: 0.3 }, concordance: { value: 0.6 } },
} as unknown as SeverityMetrics

it('says between what the error lies without any one patient, and how that was found', () => {
  expect(influenceFinding({ metrics })).toBe(
    'Without any one of 2 patients the MAE lies between 0.50 and 0.75 points (all: 0.70); every model fitted again without the patient.',
  )
  expect(
    influenceFinding({ metrics: { ...metrics, checks: { ...checks, influenceRefitted: false } } }),
  ).toContain('no model fitted again')
})

it('gives of each patient how far numbers move without, signed, and a dash where one is not known', () => {
  expect(influenceRows({ metrics }).map((row) => [row.maeMoved, row.q2Moved, row.concordanceMoved])).toEqual([
    ['−0.20', '+0.10', '–'],
    ['+0.05', '–', '+0.05'],
  ])
})

it('says of a group without enough patients that there are too few, and of others the interval', () => {
  expect([
    estimateText(null),
    estimateText({ value: -0.25, ciLow: -1, ciHigh: 0.5 }),
    estimateText({ value: 1, ciLow: null, ciHigh: null }),
  ]).toEqual(['too few patients', '−0.25 [−1.00, 0.50]', '1.00 (no interval)'])
})

it('says how settled a setting is, and where a better one may lie beyond', () => {
  const settings = (lambda: number) => ({ penalty: lambda })
  expect(
    choiceText({ chosen: [{ settings: settings(2), share: 1 }], atEdge: { least: 0, most: 0 } }),
  ).toMatch(/2: the same in all models\.$/)
  expect(
    choiceText({
      chosen: [
        { settings: settings(2), share: 0.75 },
        { settings: settings(4), share: 0.25 },
      ],
      atEdge: { least: 0, most: 0.25 },
    }),
  ).toMatch(/in 75 % of the models; 1 other setting in the rest\. 25 % of the models chose the last setting/)
})

it('is not there before models were checked', () => {
  expect([hasChecks(null), hasChecks({ ...checks, influence: [] }), hasChecks(checks)]).toEqual([
    false,
    false,
    true,
  ])
})

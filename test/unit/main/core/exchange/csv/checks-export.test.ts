import { expect, test } from 'vitest'
import { checksTable } from '#core/exchange/csv/checks-export.ts'
import type { CheckRow } from '#core/exchange/csv/checks-export.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import type { SeverityChecks } from '#shared/domain/severity-checks.ts'

const checks: SeverityChecks = {
  learning: [
    { nPatients: 6, draws: 20, mae: { mean: 1, low: 0.5, high: 1.5 }, q2: null },
    { nPatients: 9, draws: 1, mae: { mean: 0.75, low: null, high: null }, q2: null },
  ],
  influence: [
    { sessionId: 1, nSessions: 2, mae: 0.5, q2: 0.25, concordance: 0.75 },
    { sessionId: 9, nSessions: 1, mae: 0.6, q2: null, concordance: null },
  ],
  influenceRefitted: false,
  subgroups: [
    {
      ...{ by: 'visit', byName: 'Visit', group: 'baseline', nPatients: 9, nSessions: 9, meanError: null },
      mae: { value: 1, ciLow: 0.5, ciHigh: 1.5 },
    },
  ],
  ...{ subgroupMethod: 'jackknife', seed: 1 },
  choice: {
    chosen: [
      { settings: { penalty: 3 }, share: 0.75 },
      { settings: { penalty: 10 }, share: 0.25 },
    ],
    atEdge: null,
  },
}
const dataOf = (given: SeverityChecks | null) => ({
  sessions: [
    {
      ...{ id: 1, patientId: 1, patientCode: 'P001', visitLabel: 'baseline', visitDate: null },
      synthetic: false,
    },
  ],
  ...{ scales: [], scores: [], appVersion: '1' },
  reports: [
    {
      ...{ points: [], estimates: [] },
      model: {
        id: 4,
        scaleId: 's',
        itemId: 'a',
        metrics: { checks: given },
      } as unknown as SeverityReport['model'],
    },
  ],
})

test('gives every check a row of its own kind, with what lies between its ends', () => {
  const table = checksTable(dataOf(checks)) ?? expect.fail('no table')
  const cell = (row: CheckRow, name: string) =>
    table.columns.find((column) => column.name === name)?.value(row)
  const names = ['check', 'of', 'n_patients', 'n_sessions', 'mae', 'mae_low', 'mae_high', 'share']
  expect(table.rows.map((row) => names.map((name) => cell(row, name)))).toEqual([
    ['learning', '6 patients', 6, null, 1, 0.5, 1.5, null],
    ['learning', '9 patients', 9, null, 0.75, null, null, null],
    ['without-patient', 'P001', 1, 2, 0.5, null, null, null],
    ['without-patient', 'session-9', 1, 1, 0.6, null, null, null],
    ['group', 'Visit: baseline', 9, 9, 1, 0.5, 1.5, null],
    ['setting', expect.stringContaining('3'), null, null, null, null, null, 0.75],
    ['setting', expect.stringContaining('10'), null, null, null, null, null, 0.25],
  ])
  expect(table.rows.map((row) => cell(row, 'method'))).toEqual([
    ...[expect.stringContaining('80 of 100'), expect.stringContaining('80 of 100')],
    ...[expect.stringContaining('no model fitted again'), expect.stringContaining('no model fitted again')],
    'jackknife; how often they hold was not simulated',
    ...[expect.stringContaining('left out one patient'), expect.stringContaining('left out one patient')],
  ])
})

test('is none where no model has been checked', () => {
  expect(checksTable(dataOf(null))).toBeNull()
})

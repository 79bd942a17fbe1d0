import { expect, test } from 'vitest'
import { symptomRows } from '#core/exchange/csv/symptom-rows.ts'
import { validationTable } from '#core/exchange/csv/validation-export.ts'
import type { ValidationRow } from '#core/exchange/csv/validation-export.ts'
import { validate } from '#core/areas/severity/validation.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import { heldOut } from '../../../../../helpers/held-out.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const points = {
  patients: ['A', 'B', 'C', 'D'],
  estimates: [1, 2, 3, 4],
  ratings: [1, 3, 2, 5],
}
const model: SeverityModel = {
  ...{ id: 1, scaleId: 's', itemId: 'a', itemName: 'Flow', min: 1, max: 7, method: 'ridge' },
  ...{ head: 'ridge', features: 'mean', settings: { penalty: 2 } },
  ...{ nPatients: 4, nSessions: 4, nClips: 8, packId: 'p', packVersion: '1', packSha256: 'ab' },
  ...{ trainedOn: '', synthetic: false, createdUtc: '2026-01-01T00:00:00Z', planning: NO_PROTOCOL },
  metrics: validate(heldOut(points)),
}

function cellsOf(trainedOn: string, column: string): unknown[] {
  const data = { sessions: [], scales: [], scores: [], appVersion: '1' }
  const table = validationTable({
    ...data,
    reports: [{ model: { ...model, trainedOn }, points: [], estimates: [] }],
  })
  const found = table.columns.find(({ name }) => name === column) ?? expect.fail(`no column ${column}`)
  return [...new Set(table.rows.map((row: ValidationRow) => found.value(row)))]
}

const plain = 'Trained on ratings of “Flow” (s_a) by rater AB: 9 patients; pack Faces 1.2; 2026-01-01.'

test('puts what was said of the ratings beside the model in columns of its own, and leaves the sentence whole', () => {
  const unblinded = '1 rating was made with estimates in view.'
  const alike = 'Said to be different people, though they look like one: P002 and P007; P003 and P008.'
  const all = `${plain} ${unblinded} ${alike}`
  expect(cellsOf(all, 'trained_on')).toEqual([all])
  expect(cellsOf(all, 'trained_on_unblinded')).toEqual([unblinded])
  expect(cellsOf(all, 'trained_on_alike')).toEqual([alike])
  expect(cellsOf(plain, 'trained_on_unblinded')).toEqual([null])
  expect(cellsOf(plain, 'trained_on_alike')).toEqual([null])
})

test('leaves the flow of patients empty for a model that was fitted before it was counted', () => {
  expect(cellsOf(plain, 'flow_scale_patients')).toEqual([null])
})

test('an estimate of a total stands in the total’s row, and a model of an item is of that item alone', () => {
  const session = {
    id: 1,
    patientId: 1,
    patientCode: 'A',
    visitLabel: 'v',
    visitDate: null,
    synthetic: false,
  }
  const ofTiny = { ...model, scaleId: 'tiny', itemId: 'still' }
  const estimate = {
    ...{ modelId: 1, sessionId: 1, scaleId: 'tiny', itemId: 'still', value: 9, ciLow: 5, ciHigh: 12 },
    ...{ level: 0.95, heldOut: true, nClips: 2, faceShare: 1 },
  }
  const measuresOf = (of: SeverityModel) =>
    symptomRows({
      ...{ sessions: [session], scales: [tinyScale], scores: [], appVersion: '1' },
      reports: [{ model: of, points: [], estimates: [estimate] }],
    }).map(({ measure }) => [measure.kind, measure.id])
  expect(measuresOf({ ...ofTiny, totalOf: ['face', 'hands'] })).toEqual([['total', 'still']])
  expect(measuresOf(ofTiny)).toEqual([])
  expect(cellsOf(plain, 'target')).toEqual(['item'])
})

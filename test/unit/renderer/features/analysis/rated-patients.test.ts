import { expect, it } from 'vitest'
import type { Score } from '#shared/domain/score.ts'
import { ratedPatientsByItem } from '../../../../../src-renderer/features/analysis/rated-patients.ts'

const session = (id: number, patientId: number) => ({
  ...{ id, patientId, patientCode: `P${String(patientId)}` },
  ...{ visitLabel: `visit ${String(id)}`, visitDate: null, synthetic: false },
})
const score = (sessionId: number, raterCode: string, itemId: string, value: number | null): Score => ({
  ...{ id: 1, sessionId, raterId: 1, raterCode, scaleId: 's', itemId, value },
  ...{ missingReason: null, origin: 'typed', synthetic: false, updatedUtc: '2026-01-01T00:00:00Z' },
})

it('counts patients, not visits or raters, with a rating of each item', () => {
  const scores = [
    score(1, 'AB', 'a', 3),
    score(2, 'AB', 'a', 3),
    score(2, 'CD', 'a', 3),
    score(3, 'AB', 'b', null),
  ]
  expect(ratedPatientsByItem([session(1, 10), session(2, 10), session(3, 2)], scores)).toEqual(
    new Map([['a', 1]]),
  )
})

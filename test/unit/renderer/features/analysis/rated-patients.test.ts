import { expect, it } from 'vitest'
import { tinyScale } from '../../../../helpers/memory-study.ts'
import type { Score } from '#shared/domain/score.ts'
import { findTarget } from '#shared/domain/severity-target.ts'
import {
  patientsWithTotal,
  ratedPatientsByItem,
} from '../../../../../src-renderer/features/analysis/rated-patients.ts'

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

it('counts patients with a visit in which one rater rated every item of a total', () => {
  const total = findTarget(tinyScale, 'still') ?? expect.fail('no total')
  const scores = [
    score(1, 'AB', 'face', 3),
    score(1, 'CD', 'hands', 3),
    score(2, 'AB', 'face', 3),
    score(2, 'AB', 'hands', 3),
    score(3, 'AB', 'face', 3),
    score(3, 'AB', 'hands', null),
  ]
  const sessions = [session(1, 10), session(2, 11), session(3, 12)]
  expect(patientsWithTotal(tinyScale, total, { sessions, scores })).toBe(1)
})

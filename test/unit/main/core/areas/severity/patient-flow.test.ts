import { expect, it } from 'vitest'
import { patientFlow } from '#core/areas/severity/patient-flow.ts'

const rated = (sessionId: number, patientCode: string, itemId = 'face') => ({
  ...{ sessionId, patientCode, itemId, unblinded: false, isConsensus: false },
})

it('counts patients and visits that are left after each step, each visit once however many raters it has', () => {
  const ratings = [
    ...[rated(1, 'P1'), rated(1, 'P1'), rated(2, 'P1'), rated(3, 'P2'), rated(4, 'P3'), rated(5, 'P4')],
    ...[rated(6, 'P5', 'hands'), rated(1, 'P1', 'hands')],
  ]
  const having = {
    clip: new Set([1, 2, 3, 4, 6]),
    predicted: new Set([1, 2, 3, 6]),
    // A face in a visit without a clip of today is none that a model learns from.
    face: new Set([1, 3, 5, 6]),
  }
  expect(patientFlow({ itemId: 'face', ratings, having, unblinded: false })).toEqual({
    scale: { nPatients: 5, nSessions: 6 },
    item: { nPatients: 4, nSessions: 5 },
    blind: { nPatients: 4, nSessions: 5 },
    clip: { nPatients: 3, nSessions: 4 },
    predicted: { nPatients: 2, nSessions: 3 },
    face: { nPatients: 2, nSessions: 2 },
  })
})

it('loses visits that were rated with estimates in view only, unless these count', () => {
  const seen = { ...rated(1, 'P1'), unblinded: true }
  // Another rater of the second visit had not seen any.
  const ratings = [seen, { ...rated(2, 'P2'), unblinded: true }, rated(2, 'P2'), rated(3, 'P3')]
  const all = new Set([1, 2, 3])
  const of = { itemId: 'face', ratings, having: { clip: all, predicted: all, face: all } }
  expect(patientFlow({ ...of, unblinded: false })).toMatchObject({
    item: { nPatients: 3, nSessions: 3 },
    blind: { nPatients: 2, nSessions: 2 },
    face: { nPatients: 2, nSessions: 2 },
  })
  expect(patientFlow({ ...of, unblinded: true }).face).toEqual({ nPatients: 3, nSessions: 3 })
})

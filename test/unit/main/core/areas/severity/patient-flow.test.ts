import { expect, it } from 'vitest'
import { patientFlow } from '#core/areas/severity/patient-flow.ts'

const rated = (sessionId: number, patientCode: string, itemId = 'face') => ({
  sessionId,
  patientCode,
  itemId,
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
  expect(patientFlow('face', ratings, having)).toEqual({
    scale: { nPatients: 5, nSessions: 6 },
    item: { nPatients: 4, nSessions: 5 },
    clip: { nPatients: 3, nSessions: 4 },
    predicted: { nPatients: 2, nSessions: 3 },
    face: { nPatients: 2, nSessions: 2 },
  })
})

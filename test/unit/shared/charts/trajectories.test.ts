import { describe, expect, it } from 'vitest'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import { measuresOf } from '#shared/domain/measures.ts'
import { buildTrajectories } from '#shared/charts/trajectories.ts'

const item = (id: string) => ({ id, column: id, name: id, min: 1, max: 7, faceVisible: true })
const scale: Scale = {
  formatVersion: 1,
  id: 's',
  title: 'S',
  shortTitle: 'S',
  citation: '',
  licenceNote: '',
  aliases: {},
  items: [item('a'), item('b')],
  totals: [{ id: 'sum', column: 'sum', name: 'Sum', items: ['a', 'b'] }],
}
const [total, single] = measuresOf(scale)
if (total === undefined || single === undefined) throw new Error('The scale has a total and items.')

const session = (id: number, patient: number, visitDate: string | null, visitLabel: string) => ({
  id,
  patientId: patient,
  patientCode: `P${String(patient)}`,
  visitLabel,
  visitDate,
  synthetic: false,
})
const sessions = [
  session(1, 10, '2024-08-01', 'week 12'),
  session(2, 10, '2024-05-01', 'baseline'),
  session(3, 2, null, 'baseline'),
]
const score = (sessionId: number, raterCode: string, itemId: string, value: number | null): Score => ({
  id: 1,
  sessionId,
  raterId: 1,
  raterCode,
  scaleId: 's',
  itemId,
  value,
  missingReason: null,
  origin: 'typed',
  synthetic: false,
  updatedUtc: '2026-01-01T00:00:00Z',
})

describe('measuresOf', () => {
  it('offers totals with their summed range, then the items', () => {
    expect(measuresOf(scale).map(({ id, min, max, kind }) => [id, min, max, kind])).toEqual([
      ['sum', 2, 14, 'total'],
      ['a', 1, 7, 'item'],
      ['b', 1, 7, 'item'],
    ])
  })
})

describe('buildTrajectories', () => {
  it('puts P2 before P10 and visits in order of date', () => {
    const built = buildTrajectories({ sessions, scores: [], estimates: [], measure: single })
    expect(
      built.map((patient) => [patient.patientCode, patient.visits.map((visit) => visit.visitLabel)]),
    ).toEqual([
      ['P2', ['baseline']],
      ['P10', ['baseline', 'week 12']],
    ])
  })

  it('adds up a total only for a rater who rated every item', () => {
    const scores = [
      score(1, 'AB', 'a', 3),
      score(1, 'AB', 'b', 4),
      score(1, 'CD', 'a', 5),
      score(1, 'CD', 'b', null),
    ]
    const built = buildTrajectories({ sessions, scores, estimates: [], measure: total })
    expect(built[1]?.visits[1]?.ratings).toEqual([{ rater: 'AB', value: 7 }])
  })

  it('counts a reversed item as every other place does', () => {
    const [a, b] = scale.items
    if (a === undefined || b === undefined) throw new Error('The scale has items.')
    const [reversed] = measuresOf({ ...scale, items: [a, { ...b, reversed: true }] })
    if (reversed === undefined) throw new Error('The scale has a total.')
    const scores = [score(1, 'AB', 'a', 3), score(1, 'AB', 'b', 2)]
    const built = buildTrajectories({ sessions, scores, estimates: [], measure: reversed })
    expect(built[1]?.visits[1]?.ratings).toEqual([{ rater: 'AB', value: 3 + 6 }])
  })

  it('keeps the estimate of a visit beside its ratings', () => {
    const estimate = {
      modelId: 1,
      sessionId: 3,
      scaleId: 's',
      itemId: 'a',
      value: 2.5,
      ciLow: 1,
      ciHigh: 4,
      level: 0.95,
      heldOut: true,
      nClips: 3,
      faceShare: 1,
    }
    const built = buildTrajectories({ sessions, scores: [], estimates: [estimate], measure: single })
    expect(built[0]?.visits[0]?.estimate).toEqual({ value: 2.5, ciLow: 1, ciHigh: 4 })
  })
})

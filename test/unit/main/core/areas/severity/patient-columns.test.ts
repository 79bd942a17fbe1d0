import { describe, expect, it } from 'vitest'
import { patientColumns } from '#core/areas/severity/patient-columns.ts'
import type { RatedItem } from '#core/areas/severity/severity-repository.ts'

function rating(
  patientCode: string,
  sessionId: number,
  value: number,
  more: Partial<RatedItem> = {},
): RatedItem {
  return {
    ...{
      sessionId,
      patientCode,
      visitLabel: 'baseline',
      visitDate: null,
      raterCode: 'AB',
      itemId: 'face',
      value,
    },
    ...{ synthetic: false, unblinded: false, isConsensus: false, ...more },
  }
}

const features = [
  { sessionId: 1, patientCode: 'P1', values: Float64Array.of(0.2, 0.8), nClips: 1, faceShare: 1 },
  { sessionId: 2, patientCode: 'P1', values: Float64Array.of(0.4, 0.6), nClips: 1, faceShare: 1 },
  { sessionId: 9, patientCode: 'P2', values: Float64Array.of(1, 0), nClips: 1, faceShare: 1 },
]

describe('the value of a patient', () => {
  it('is the mean of visits that are means of raters, so that a visit rated twice counts once', () => {
    const { patients, items } = patientColumns({
      itemIds: ['face'],
      ratings: [
        rating('P1', 1, 2),
        rating('P1', 1, 4, { raterCode: 'CD' }),
        rating('P1', 2, 7),
        rating('P2', 3, 1),
      ],
      features: null,
    })
    expect(patients).toEqual(['P1', 'P2'])
    expect([...(items[0] ?? [])]).toEqual([5, 1])
  })

  it('is the consensus where there is one, and never a rating that was made with estimates in view', () => {
    const { items, patients, nSessions } = patientColumns({
      itemIds: ['face'],
      ratings: [
        rating('P1', 1, 2),
        rating('P1', 1, 6, { raterCode: 'both', isConsensus: true }),
        rating('P2', 3, 1, { unblinded: true }),
      ],
      features: null,
    })
    expect(patients).toEqual(['P1'])
    expect([...(items[0] ?? [])]).toEqual([6])
    expect(nSessions).toBe(1)
  })

  it('is missing for an item that was not rated, and items that were not asked for bring in nobody', () => {
    const { items, patients } = patientColumns({
      itemIds: ['face', 'voice'],
      ratings: [
        rating('P1', 1, 2),
        rating('P2', 2, 3, { itemId: 'voice' }),
        rating('P3', 3, 3, { itemId: 'other' }),
      ],
      features: null,
    })
    expect(patients).toEqual(['P1', 'P2'])
    expect(items.map((column) => [...column])).toEqual([
      [2, NaN],
      [NaN, 3],
    ])
  })

  it('is made, beside what a model sees, of visits alone that are both rated and predicted', () => {
    const { patients, items, prompts, nSessions } = patientColumns({
      itemIds: ['face'],
      ratings: [rating('P1', 1, 2), rating('P1', 2, 4), rating('P1', 5, 7), rating('P2', 3, 1)],
      features,
    })
    expect([patients, nSessions]).toEqual([['P1'], 2])
    expect([...(items[0] ?? [])]).toEqual([3])
    expect(prompts.map(([value]) => value?.toFixed(9))).toEqual(['0.300000000', '0.700000000'])
  })
})

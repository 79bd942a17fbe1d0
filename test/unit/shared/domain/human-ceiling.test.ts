import { describe, expect, it } from 'vitest'
import { ceilingSentence, highestCorrelation, pairWithMostVisits } from '#shared/domain/human-ceiling.ts'
import type { Score } from '#shared/domain/score.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'

const score = (sessionId: number, raterCode: string, value: number | null = 3, itemId = 'n1'): Score => ({
  ...{ id: 1, sessionId, raterId: 1, raterCode, scaleId: 's', itemId, value },
  ...{ missingReason: null, origin: 'typed', synthetic: false, updatedUtc: '2026-01-01T00:00:00Z' },
})

describe('the two raters that a ceiling is of', () => {
  it('are those who gave most visits a value of the item both', () => {
    const scores = [
      ...[score(1, 'AB'), score(1, 'CD'), score(2, 'CD'), score(2, 'EF'), score(3, 'EF'), score(3, 'CD')],
      ...[score(4, 'AB'), score(4, 'CD', null), score(5, 'AB'), score(5, 'CD', 2, 'n2')],
    ]
    expect(pairWithMostVisits(scores, 'n1')).toEqual({ raterA: 'CD', raterB: 'EF', nSessions: 2 })
  })

  it('are the first by code among equals, and nobody where no visit has two', () => {
    const equal = [score(1, 'EF'), score(1, 'CD'), score(2, 'CD'), score(2, 'AB')]
    expect(pairWithMostVisits(equal, 'n1')).toEqual({ raterA: 'AB', raterB: 'CD', nSessions: 1 })
    expect(pairWithMostVisits([score(1, 'AB'), score(2, 'CD')], 'n1')).toBeNull()
  })
})

describe('the highest correlation to be had', () => {
  const pair = { raterA: 'AB', raterB: 'CD', nSessions: 20 }
  const of = (value: number | null) => ({ pair, icc: aStatistic(value) })

  it('is the square root of the intraclass correlation', () => {
    expect(highestCorrelation(of(0.49))).toBeCloseTo(0.7, 12)
    expect(ceilingSentence(of(0.49))).toBe(
      'Raters AB and CD agree with ICC(2,1) 0.49 (95 % interval 0.29 to 0.69; 10 patients, 20 visits), so that the highest correlation to be had with the ratings of one of them is about 0.70.',
    )
  })

  it('is none where raters agree worse than by chance, and nothing is said where agreement is not defined', () => {
    expect(highestCorrelation(of(-0.3))).toBeNull()
    expect(ceilingSentence(of(-0.3))).toMatch(/ICC\(2,1\) \u22120\.30 .* nothing in their ratings/u)
    expect(ceilingSentence(of(null))).toBeNull()
  })
})

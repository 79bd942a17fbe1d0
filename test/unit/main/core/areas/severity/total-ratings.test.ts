import { expect, test } from 'vitest'
import { findTarget } from '#shared/domain/severity-target.ts'
import type { RatedItem } from '#core/areas/severity/severity-repository.ts'
import { targetRatings } from '#core/areas/severity/total-ratings.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const rating = (sessionId: number, raterCode: string, itemId: string, value: number): RatedItem => ({
  ...{ sessionId, raterCode, itemId, value, patientCode: 'P1', visitLabel: 'v', visitDate: null },
  ...{ synthetic: false, unblinded: false, isConsensus: false },
})
const targetOf = (id: string) => findTarget(tinyScale, id) ?? expect.fail('no target')

test('each rater has a total of a session where all its items are rated, and never one of two raters’ items', () => {
  const ratings = [
    rating(1, 'AB', 'face', 3),
    rating(1, 'AB', 'hands', 4),
    rating(1, 'CD', 'face', 5),
    rating(2, 'AB', 'face', 1),
    rating(2, 'CD', 'hands', 1),
    rating(3, 'CD', 'face', 2),
    { ...rating(3, 'CD', 'hands', 2), unblinded: true, synthetic: true },
  ]
  expect(targetRatings(tinyScale, targetOf('still'), ratings)).toEqual([
    rating(1, 'AB', 'still', 7),
    { ...rating(3, 'CD', 'still', 4), unblinded: true, synthetic: true },
  ])
  expect(targetRatings(tinyScale, targetOf('hands'), ratings)).toHaveLength(3)
})

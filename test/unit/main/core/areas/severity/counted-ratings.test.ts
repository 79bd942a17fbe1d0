import { expect, it } from 'vitest'
import { countedRatings } from '#core/areas/severity/counted-ratings.ts'

const rating = (sessionId: number, raterCode: string, changes = {}) => ({
  ...{ sessionId, raterCode, unblinded: false, isConsensus: false },
  ...changes,
})
const joint = (sessionId: number, changes = {}) =>
  rating(sessionId, 'AB-CD', { isConsensus: true, ...changes })
const codes = (ratings: readonly { sessionId: number; raterCode: string }[]) =>
  ratings.map(({ sessionId, raterCode }) => `${String(sessionId)} ${raterCode}`)

const ratings = [
  ...[rating(1, 'AB'), rating(1, 'CD'), joint(1)],
  ...[rating(2, 'AB'), rating(2, 'CD', { unblinded: true })],
  ...[rating(3, 'AB'), joint(3, { unblinded: true })],
]

it('counts a consensus alone where there is one, and the raters where there is none', () => {
  expect(codes(countedRatings(ratings, { unblinded: true }))).toEqual(['1 AB-CD', '2 AB', '2 CD', '3 AB-CD'])
})

it('passes over what was made with estimates in view first: such a consensus does not hide a blind rating', () => {
  expect(codes(countedRatings(ratings, { unblinded: false }))).toEqual(['1 AB-CD', '2 AB', '3 AB'])
})

import { expect, test } from 'vitest'
import { isBrief, seenBriefly } from '#shared/domain/people.ts'
import type { Person, PersonRole } from '#shared/domain/people.ts'

function aPerson(id: number, looks: readonly number[], role: PersonRole = 'unknown'): Person {
  const track = { videoId: 1, personId: id, startMs: 0, endMs: 1000, meanHeightPx: 90 }
  return {
    ...{ id, sessionId: 1, label: `Person ${id}`, role, confirmed: false, reason: '' },
    ...{ seenShare: 0.1, seenMs: 1000, likeEarlierVisit: null },
    tracks: looks.map((frames, i) => ({ ...track, id: id * 10 + i, frames })),
  }
}

test('five looks are brief beside somebody who is seen for longer, six are not', () => {
  expect(isBrief(5, 6)).toBe(true)
  expect(isBrief(6, 600)).toBe(false)
})

test('in a video as short as that, nobody is seen briefly', () => {
  expect(isBrief(2, 5)).toBe(false)
})

test('looks of all appearances count', () => {
  expect([...seenBriefly([aPerson(1, [40]), aPerson(2, [3, 2]), aPerson(3, [3, 3])])]).toEqual([2])
})

test('who has a role is listed with the others', () => {
  expect([...seenBriefly([aPerson(1, [40]), aPerson(2, [3], 'other'), aPerson(3, [3])])]).toEqual([3])
})

test('a session without people has none who are seen briefly', () => {
  expect(seenBriefly([]).size).toBe(0)
})

import { expect, test } from 'vitest'
import { groupPeople } from '#core/areas/people/group-people.ts'
import { aTrack, likeness, looksFrom } from '../../../../../helpers/made-faces.ts'
import type { MadeTrack } from '../../../../../helpers/made-faces.ts'

const groups = (...tracks: readonly MadeTrack[]) => groupPeople(tracks.map(aTrack))

test('tracks that are alike are one person’s, across cuts and videos, and who is seen longest comes first', () => {
  expect(
    groups(
      { times: looksFrom(0, 4), like: likeness(0) },
      { times: looksFrom(2000, 9), like: likeness(1) },
      { times: looksFrom(9000, 3), like: likeness(0, 0.2) },
      { times: looksFrom(0, 5), like: likeness(1, 0.3), videoId: 2 },
    ),
  ).toEqual([1, 0, 1, 0])
})

test('tracks that are not alike are two people’s', () => {
  expect(groups({ times: [0, 200], like: likeness(0) }, { times: [400], like: likeness(0, 0.36) })).toEqual([
    0, 1,
  ])
})

test('two faces in one frame are two people, however alike', () => {
  const twins = [
    { times: looksFrom(0, 4), like: likeness(0) },
    { times: looksFrom(600, 3), like: likeness(0, 0.05) },
  ]
  expect(groups(...twins)).toEqual([0, 1])
  // The same times in another video say nothing.
  expect(groups(twins[0] ?? { times: [] }, { ...twins[1], times: [600], videoId: 2 })).toEqual([0, 0])
})

test('a third that is like both twins does not join them', () => {
  expect(
    groups(
      { times: looksFrom(0, 4), like: likeness(0) },
      { times: looksFrom(0, 3), like: likeness(0, 0.3) },
      { times: looksFrom(2000, 2), like: likeness(0, 0.28) },
    ),
  ).toEqual([1, 0, 0])
})

test('the mean over long tracks decides before that of short ones', () => {
  expect(
    groups(
      { times: [0], like: likeness(0, 0.3) },
      { times: looksFrom(1000, 50), like: likeness(0) },
      { times: [20_000], like: likeness(0, 0.33) },
    ),
  ).toEqual([0, 0, 0])
})

test('what cannot be known joins the one who is at the same place just before or after', () => {
  const ann = { times: looksFrom(0, 3), like: likeness(0) }
  expect(groups(ann, { times: [800, 1000] })).toEqual([0, 0])
  expect(groups(ann, { times: [2000] })).toEqual([0, 1])
  expect(groups(ann, { times: [800], boxes: [[300, 100, 100, 100, 0.9]] })).toEqual([0, 1])
})

test('what cannot be known between two people at one place is nobody’s', () => {
  expect(
    groups(
      { times: looksFrom(0, 3), like: likeness(0) },
      { times: [600] },
      { times: looksFrom(800, 2), like: likeness(1) },
    ),
  ).toEqual([0, 2, 1])
})

/** Ann sits; Bob passes over her face, of which a look is left that is not quite like her. */
const passing = (apart: number, boxOfBob = [160, 100, 100, 100, 0.9]): [MadeTrack, MadeTrack, MadeTrack] => [
  { times: looksFrom(0, 8), like: likeness(0) },
  { times: [1600], like: likeness(0, apart) },
  { times: looksFrom(400, 10), like: likeness(1), boxes: Array.from({ length: 10 }, () => boxOfBob) },
]

test('what is left of a covered face joins the one person whose place it is and who is like it', () => {
  expect(groups(...passing(0.35))).toEqual([1, 1, 0])
  expect(groups(...passing(0.36))).toEqual([1, 2, 0])
})

test('a face that nobody covers must be like the person by itself', () => {
  expect(groups(...passing(0.35, [300, 100, 100, 100, 0.9]))).toEqual([1, 2, 0])
})

test('a covered face elsewhere, or later, is nobody’s', () => {
  const [ann, left, bob] = passing(0.35)
  expect(groups(ann, { ...left, boxes: [[220, 100, 100, 100, 0.9]] }, bob)).toEqual([1, 2, 0])
  expect(groups({ ...ann, times: looksFrom(0, 3).concat(5000, 5200, 5400) }, left, bob)).toEqual([1, 2, 0])
})

test('a covered face that follows two people at its place is nobody’s, nor is one of somebody in the frame', () => {
  const [ann, left, bob] = passing(0.35)
  expect(groups(ann, left, bob, { times: looksFrom(1800, 7), like: likeness(2) })).toEqual([1, 3, 0, 2])
  const annElsewhere = { times: [1600], like: likeness(0), boxes: [[700, 100, 100, 100, 0.9]] }
  expect(groups(ann, left, bob, annElsewhere)).toEqual([1, 2, 0, 1])
})

test('what cannot be known is not given to somebody who is in the frame', () => {
  const ann = { times: looksFrom(0, 3), like: likeness(0) }
  const annElsewhere = { times: [800], like: likeness(0), boxes: [[700, 100, 100, 100, 0.9]] }
  expect(groups(ann, annElsewhere, { times: [800] })).toEqual([0, 0, 1])
})

test('a session without faces has no people', () => {
  expect(groups()).toEqual([])
})

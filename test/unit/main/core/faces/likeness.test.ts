import { expect, test } from 'vitest'
import { faceDistance, isSamePerson, personEmbedding } from '#core/faces/likeness.ts'
import { aTrack, likeness, looksFrom } from '../../../../helpers/made-faces.ts'

test('the distance is that of the two points', () => {
  expect(faceDistance(likeness(0), likeness(0))).toBe(0)
  expect(faceDistance(likeness(0), likeness(1))).toBeCloseTo(Math.SQRT2, 6)
  expect(faceDistance(likeness(0), likeness(0, 0.3))).toBeCloseTo(0.3, 6)
})

test('people are told apart a little below the least distance of two people that was measured', () => {
  expect(isSamePerson(likeness(0), likeness(0, 0.28))).toBe(true)
  expect(isSamePerson(likeness(0), likeness(0, 0.38))).toBe(false)
})

test('a person’s likeness is of unit length, and long tracks count for more', () => {
  const mean = personEmbedding([
    aTrack({ times: looksFrom(0, 9), like: likeness(0) }),
    aTrack({ times: looksFrom(5000, 1), like: likeness(0, 1) }),
    aTrack({ times: looksFrom(9000, 99) }),
  ])
  expect(Math.hypot(...(mean ?? []))).toBeCloseTo(1, 6)
  expect(faceDistance(mean ?? likeness(1), likeness(0))).toBeLessThan(0.15)
})

test('nobody who could be known has no likeness', () => {
  expect(personEmbedding([aTrack({ times: [0] })])).toBeNull()
})

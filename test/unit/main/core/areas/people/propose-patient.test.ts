import { expect, test } from 'vitest'
import { proposePatient } from '#core/areas/people/propose-patient.ts'
import { aTrack, likeness, looksFrom } from '../../../../../helpers/made-faces.ts'
import type { MadeTrack } from '../../../../../helpers/made-faces.ts'

const sized = (count: number, size: number) => Array.from({ length: count }, () => [0, 0, size, size, 0.9])
const talking = (i: number) => ({ mouthOpen: i % 2 === 0 ? 0.02 : 0.12 })
const person = (count: number, size: number, more: Partial<MadeTrack> = {}) => [
  aTrack({ times: looksFrom(0, count), boxes: sized(count, size), ...more }),
]

test('nobody is proposed where there is nobody', () => {
  expect(proposePatient([], null)).toBeNull()
})

test('who is seen briefly is not proposed, however large, and is not weighed', () => {
  expect(proposePatient([person(5, 400), person(9, 50), person(8, 50)], null)).toMatchObject({
    index: 1,
    reason: 'Of the 2 people who may be the patient, is seen most often and has the largest face.',
  })
  expect(proposePatient([person(5, 400, { like: likeness(0) }), person(9, 50)], likeness(0))).toEqual({
    index: 1,
    reason: 'The only person who is seen for more than a moment.',
    distance: null,
  })
})

test('beside somebody of whom it is said who they are, nobody is proposed for being seen briefly', () => {
  expect(proposePatient([person(5, 400)], null, [person(60, 50)])).toBeNull()
  expect(proposePatient([person(9, 400)], null, [person(60, 50)])?.reason).toBe(
    'The only one seen for more than a moment whose role nobody has set.',
  )
})

test('a moment counts once where tracks of one person overlap', () => {
  expect(proposePatient([person(9, 80), [...person(7, 80), ...person(7, 80)]], null)?.index).toBe(0)
})

test('somebody alone is the patient', () => {
  expect(proposePatient([person(2, 50)], null)).toEqual({
    index: 0,
    reason: 'The only person in these videos.',
    distance: null,
  })
})

test('who is largest, seen most and talks most is proposed, and the sentence says so', () => {
  expect(proposePatient([person(6, 50), person(12, 100, { measures: talking })], null)).toMatchObject({
    index: 1,
    reason: 'Of 2 people, is seen most often, has the largest face and moves the mouth most.',
  })
})

test('the sentence names only what is true', () => {
  expect(proposePatient([person(9, 50), person(8, 100)], null)).toMatchObject({
    index: 1,
    reason: 'Of 2 people, has the largest face.',
  })
})

test('of two who are as large and as frequent, the one who talks is proposed', () => {
  expect(proposePatient([person(12, 80), person(12, 80, { measures: talking })], null)?.index).toBe(1)
})

test('a mouth is not seen to talk on a head that moves or is turned, blurred or covered, nor in a few looks', () => {
  const passing = Array.from({ length: 12 }, (_, i) => [i * 40, 0, 80, 80, 0.9])
  const silent: Partial<MadeTrack>[] = [
    { measures: talking, boxes: passing },
    ...([{ yawDeg: 45 }, { sharpness: 30 }, { occlusion: 0.5 }] as const).map((unclear) => ({
      measures: (i: number) => ({ ...talking(i), ...unclear }),
    })),
    { measures: (i) => ({ mouthOpen: i % 2 === 0 ? 0.02 : 0.028 }) },
  ]
  for (const more of silent) {
    expect(proposePatient([person(12, 81), person(12, 80, more)], null)?.index).toBe(0)
  }
  expect(proposePatient([person(9, 81), person(9, 80, { measures: talking })], null)?.index).toBe(0)
})

test('a mouth that is another way after a long absence has not moved', () => {
  const apart = person(12, 80, { times: Array.from({ length: 12 }, (_, i) => i * 1000), measures: talking })
  expect(proposePatient([person(12, 81), apart], null)?.index).toBe(0)
})

test('who looks like the patient of an earlier visit goes before all else', () => {
  const people = [person(9, 100, { like: likeness(1) }), person(6, 40, { like: likeness(0, 0.25) })]
  const proposal = proposePatient(people, likeness(0))
  expect(proposal).toMatchObject({
    index: 1,
    reason: 'Looks like the patient of an earlier visit (distance 0.25, limit 0.34).',
  })
  expect(proposal?.distance).toBeCloseTo(0.25, 5)
})

test('of several who look like the earlier patient, the most like is proposed', () => {
  const people = [0.3, 0.1, 0.2].map((apart) => person(2, 40, { like: likeness(0, apart) }))
  expect(proposePatient(people, likeness(0))?.index).toBe(1)
})

test('where nobody looks like the earlier patient, presence decides', () => {
  const people = [person(9, 100, { like: likeness(1) }), person(2, 40)]
  expect(proposePatient(people, likeness(0))).toMatchObject({ index: 0, distance: null })
})

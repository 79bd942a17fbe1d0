import { expect, it } from 'vitest'
import type { Person } from '#shared/domain/people.ts'
import {
  bestTracks,
  clock,
  mergeOrder,
  presenceWords,
} from '../../../../../src-renderer/features/people/people-words.ts'

function aPerson(label: string, part: Partial<Person> = {}): Person {
  return {
    id: label.charCodeAt(0),
    sessionId: 1,
    label: `Person ${label}`,
    role: 'unknown',
    confirmed: false,
    reason: '',
    seenShare: 0.384,
    seenMs: 252_000,
    likeEarlierVisit: null,
    tracks: [],
    ...part,
  }
}

function aTrack(id: number, frames: number, meanHeightPx: number) {
  return { id, videoId: 1, personId: 1, startMs: 0, endMs: 1000, frames, meanHeightPx }
}

it('says how long somebody is seen, and how often', () => {
  const person = aPerson('A', { tracks: [aTrack(1, 4, 90)] })
  expect(presenceWords(person)).toBe('4:12 on screen · 38 % of the frames · 1 appearance')
})

it('merges into who has a role that a person set, then the patient, then the longest seen', () => {
  const longest = aPerson('A', { seenMs: 900_000 })
  const patient = aPerson('B', { role: 'patient' })
  const confirmed = aPerson('C', { role: 'clinician', confirmed: true })
  expect(mergeOrder([longest, patient, confirmed]).map(({ label }) => label)).toEqual([
    'Person C',
    'Person B',
    'Person A',
  ])
})

it('shows the longest tracks, the larger face first among equals', () => {
  const person = aPerson('A', { tracks: [aTrack(1, 5, 80), aTrack(2, 9, 60), aTrack(3, 5, 120)] })
  expect(bestTracks(person, 2).map(({ id }) => id)).toEqual([2, 3])
})

it('writes times as a clock', () => {
  expect([clock(7400), clock(760_000), clock(3_729_000)]).toEqual(['0:07', '12:40', '1:02:09'])
})

import { describe, expect, it } from 'vitest'
import type { Person } from '#shared/domain/people.ts'
import { lanesOf, sessionAxis } from '../../../../../src-renderer/features/people/track-lanes.ts'
import { placeOf } from '../../../../../src-renderer/timeline/view.ts'

const videos = [
  { videoId: 1, fileName: 'a.mp4', durationMs: 10_000, lookedAt: true },
  { videoId: 2, fileName: 'b.mp4', durationMs: 30_000, lookedAt: false },
]
const axis = sessionAxis(videos)

/** Tracks as video, start and end in s; ids count up from `firstId`. */
function aPerson(id: number, firstId: number, tracks: readonly [number, number, number][]): Person {
  return {
    id,
    sessionId: 1,
    label: `Person ${String(id)}`,
    role: 'unknown',
    confirmed: false,
    reason: '',
    seenShare: 0.5,
    seenMs: 1000,
    likeEarlierVisit: null,
    tracks: tracks.map(([videoId, from, to], index) => ({
      id: firstId + index,
      videoId,
      personId: id,
      startMs: from * 1000,
      endMs: to * 1000,
      frames: 5,
      meanHeightPx: 100,
    })),
  }
}

const people = [
  aPerson(1, 11, [
    [2, 0, 4],
    [1, 2, 8],
    [2, 20, 30],
  ]),
  aPerson(2, 21, []),
  aPerson(3, 31, [
    [1, 0, 1],
    [2, 24, 26],
  ]),
]
const lanes = lanesOf(people, axis)

describe('the axis of a session', () => {
  it('lays its videos one after the other', () => {
    expect(axis.whole).toEqual({ startMs: 0, endMs: 40_000 })
    expect(axis.stretches.map(({ startMs }) => startMs)).toEqual([0, 10_000])
    expect(placeOf({ startMs: 10_000, endMs: 40_000 }, axis.whole, 100)).toEqual({ left: 25, width: 75 })
  })

  it('orders a lane by time, across videos', () => {
    expect(lanes[0]?.items.map(({ track, startMs }) => [track.id, startMs])).toEqual([
      [12, 2000],
      [11, 10_000],
      [13, 30_000],
    ])
  })

  it('leaves out tracks of videos that it does not have', () => {
    expect(lanesOf([aPerson(1, 1, [[9, 0, 1]])], axis)[0]?.items).toEqual([])
  })
})

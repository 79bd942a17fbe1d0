import type { FaceTrack, Person, SessionPeople } from '#shared/domain/people.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { Lane, TimelineItem } from '../../timeline/lanes.ts'

/**
 * Where the tracks of a session lie in a picture of it: its videos one after the other on one axis, a lane a
 * person.
 */
export interface VideoStretch extends TimeSpan {
  readonly videoId: number
  readonly fileName: string
  readonly lookedAt: boolean
}

export interface SessionAxis {
  readonly stretches: readonly VideoStretch[]
  readonly whole: TimeSpan
}

export function sessionAxis(videos: SessionPeople['videos']): SessionAxis {
  let lengthMs = 0
  const stretches = videos.map(({ videoId, fileName, lookedAt, durationMs }) => {
    const stretch = { videoId, fileName, lookedAt, startMs: lengthMs, endMs: lengthMs + durationMs }
    lengthMs += durationMs
    return stretch
  })
  return { stretches, whole: { startMs: 0, endMs: lengthMs } }
}

/** A track on the axis, in ms. */
export interface TrackBar extends TimelineItem {
  readonly track: FaceTrack
}

export interface TrackLane extends Lane<TrackBar> {
  readonly person: Person
}

export function lanesOf(people: readonly Person[], axis: SessionAxis): TrackLane[] {
  const starts = new Map(axis.stretches.map(({ videoId, startMs }) => [videoId, startMs]))
  return people.map((person) => ({
    person,
    items: person.tracks
      .flatMap((track) => {
        const offset = starts.get(track.videoId)
        if (offset === undefined) return []
        return [{ id: track.id, track, startMs: offset + track.startMs, endMs: offset + track.endMs }]
      })
      .sort((a, b) => a.startMs - b.startMs || a.id - b.id),
  }))
}

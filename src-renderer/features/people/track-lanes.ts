import type { FaceTrack, Person, SessionPeople } from '#shared/domain/people.ts'

/**
 * Where the tracks of a session lie in a picture of it: its videos one after the other on one axis, a lane a
 * person.
 */
export interface VideoStretch {
  readonly videoId: number
  readonly fileName: string
  readonly lookedAt: boolean
  /** Where it begins on the axis, in ms. */
  readonly startMs: number
  readonly durationMs: number
}

/** Null for a session without a length. */
export interface SessionAxis {
  readonly stretches: readonly VideoStretch[]
  readonly lengthMs: number
}

export function sessionAxis(videos: SessionPeople['videos']): SessionAxis {
  let lengthMs = 0
  const stretches = videos.map(({ videoId, fileName, lookedAt, durationMs }) => {
    const stretch = { videoId, fileName, lookedAt, startMs: lengthMs, durationMs }
    lengthMs += durationMs
    return stretch
  })
  return { stretches, lengthMs }
}

export interface TrackBar {
  readonly track: FaceTrack
  /** On the axis, in ms. */
  readonly startMs: number
  readonly endMs: number
}

export interface Lane {
  readonly person: Person
  /** In order of time. */
  readonly bars: readonly TrackBar[]
}

export function lanesOf(people: readonly Person[], axis: SessionAxis): Lane[] {
  const starts = new Map(axis.stretches.map(({ videoId, startMs }) => [videoId, startMs]))
  return people.map((person) => ({
    person,
    bars: person.tracks
      .flatMap((track) => {
        const offset = starts.get(track.videoId)
        if (offset === undefined) return []
        return [{ track, startMs: offset + track.startMs, endMs: offset + track.endMs }]
      })
      .sort((a, b) => a.startMs - b.startMs || a.track.id - b.track.id),
  }))
}

/** In percent of the axis. */
export function placeOnAxis(
  span: { readonly startMs: number; readonly endMs: number },
  axis: SessionAxis,
): { left: string; width: string } {
  const percent = (ms: number): string => `${String((ms / Math.max(1, axis.lengthMs)) * 100)}%`
  return { left: percent(span.startMs), width: percent(Math.max(0, span.endMs - span.startMs)) }
}

export interface BarPlace {
  readonly lane: number
  readonly bar: number
}

export function findBar(lanes: readonly Lane[], trackId: number): BarPlace | null {
  for (const [lane, { bars }] of lanes.entries()) {
    const bar = bars.findIndex(({ track }) => track.id === trackId)
    if (bar >= 0) return { lane, bar }
  }
  return null
}

function trackAt(lanes: readonly Lane[], lane: number, bar: number): number | null {
  return lanes[lane]?.bars[bar]?.track.id ?? null
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/** The track that an arrow key leads to; null at the edge. Up and down go to the nearest in time. */
export function trackBeside(lanes: readonly Lane[], trackId: number, direction: Direction): number | null {
  const place = findBar(lanes, trackId)
  if (place === null) return null
  const { lane, bar } = place
  const own = lanes[lane]?.bars ?? []
  if (direction === 'left') return trackAt(lanes, lane, bar - 1)
  if (direction === 'right') return trackAt(lanes, lane, bar + 1)
  if (direction === 'first') return trackAt(lanes, lane, 0)
  if (direction === 'last') return trackAt(lanes, lane, own.length - 1)
  const here = own[bar]
  const step = direction === 'up' ? -1 : 1
  const other = lanes.slice(step === 1 ? lane + 1 : 0, step === 1 ? undefined : lane)
  const next = (step === 1 ? other : other.reverse()).find(({ bars }) => bars.length > 0)
  if (here === undefined || next === undefined) return null
  const middle = (one: TrackBar): number => (one.startMs + one.endMs) / 2
  const distance = (one: TrackBar): number => Math.abs(middle(one) - middle(here))
  return next.bars.reduce((best, one) => (distance(one) < distance(best) ? one : best)).track.id
}

/** Tracks from one to another of the same lane, both included; of different lanes, the latter alone. */
export function tracksBetween(lanes: readonly Lane[], fromId: number, toId: number): number[] {
  const [from, to] = [findBar(lanes, fromId), findBar(lanes, toId)]
  if (from === null || to === null || from.lane !== to.lane) return [toId]
  const bars = lanes[from.lane]?.bars ?? []
  return bars.slice(Math.min(from.bar, to.bar), Math.max(from.bar, to.bar) + 1).map(({ track }) => track.id)
}

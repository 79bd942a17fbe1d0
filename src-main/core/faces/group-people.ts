import { overlap } from '../inference/processors/picture.ts'
import { createMeanDirection, faceDistance, SAME_PERSON_DISTANCE } from './likeness.ts'
import type { MeanDirection } from './likeness.ts'
import type { Box, Track } from './types.ts'

/** Faces that cannot be known are one person's when they follow each other at one place within this time. */
const SAME_PLACE_MS = 1000
const SAME_PLACE_OVERLAP = 0.5

interface Group {
  readonly tracks: Track[]
  readonly mean: MeanDirection
  /** Times at which this person is in a video, as `video time`: nobody is there twice. */
  readonly moments: Set<string>
}

/**
 * Which of the tracks of one session, from any number of videos, are the same person's: the person of each
 * track, numbered from 0 in order of time on screen. Long tracks, whose mean direction is sure, come first;
 * each joins the person it is most like, or becomes a new one. Tracks that are in one frame are never joined.
 */
export function groupPeople(tracks: readonly Track[]): number[] {
  const byLength = [...tracks].sort((a, b) => b.times.length - a.times.length)
  const groups: Group[] = []
  for (const track of byLength) {
    if (track.embedding === null) continue
    const fresh = groupOf(track)
    const like = nearest(fresh, groups)
    if (like === null) groups.push(fresh)
    else join(like, fresh)
  }
  joinLike(groups)
  for (const track of byLength) {
    if (track.embedding !== null) continue
    const neighbour = onlyNeighbour(track, tracks)
    const group = groups.find(({ tracks: members }) => neighbour !== null && members.includes(neighbour))
    if (group === undefined) groups.push(groupOf(track))
    else join(group, groupOf(track))
  }
  const framesOf = (group: Group): number => group.tracks.reduce((sum, { times }) => sum + times.length, 0)
  groups.sort((a, b) => framesOf(b) - framesOf(a))
  const personOf = new Map(groups.flatMap((group, i) => group.tracks.map((track) => [track, i] as const)))
  return tracks.map((track) => personOf.get(track) ?? -1)
}

function groupOf(track: Track): Group {
  const mean = createMeanDirection()
  if (track.embedding !== null) mean.add(track.embedding, track.times.length)
  const moments = new Set(Array.from(track.times, (timeMs) => `${track.videoId} ${timeMs}`))
  return { tracks: [track], mean, moments }
}

function join(group: Group, other: Group): void {
  group.tracks.push(...other.tracks)
  for (const { embedding, times } of other.tracks) {
    if (embedding !== null) group.mean.add(embedding, times.length)
  }
  for (const moment of other.moments) group.moments.add(moment)
}

/** The most like of those that this can be joined to; null when there is none. */
function nearest(group: Group, others: readonly Group[]): Group | null {
  const mean = group.mean.value()
  let found: Group | null = null
  let least = SAME_PERSON_DISTANCE
  for (const other of others) {
    const theirs = other.mean.value()
    if (other === group || mean === null || theirs === null) continue
    const distance = faceDistance(mean, theirs)
    if (distance > least || isTogether(group, other)) continue
    found = other
    least = distance
  }
  return found
}

/** Whether both are in one frame: then they are two people. */
function isTogether(a: Group, b: Group): boolean {
  const [small, large] = a.moments.size < b.moments.size ? [a, b] : [b, a]
  for (const moment of small.moments) if (large.moments.has(moment)) return true
  return false
}

/** Means move while tracks are added, so people may have come nearer to each other. */
function joinLike(groups: Group[]): void {
  for (let i = groups.length - 1; i > 0; i--) {
    const group = groups[i]
    const like = group === undefined ? null : nearest(group, groups)
    if (group === undefined || like === null) continue
    join(like, group)
    groups.splice(i, 1)
  }
}

/** The one track that goes before or after at the same place; null with none, or with several. */
function onlyNeighbour(track: Track, tracks: readonly Track[]): Track | null {
  const neighbours = tracks.filter((other) => {
    if (other === track || other.videoId !== track.videoId) return false
    const before = (track.times[0] ?? 0) - (other.times.at(-1) ?? 0)
    const after = (other.times[0] ?? 0) - (track.times.at(-1) ?? 0)
    if (before > 0 && before <= SAME_PLACE_MS) return isSamePlace(boxOf(other, -1), boxOf(track, 0))
    return after > 0 && after <= SAME_PLACE_MS && isSamePlace(boxOf(track, -1), boxOf(other, 0))
  })
  const [first] = neighbours
  return first !== undefined && neighbours.length === 1 ? first : null
}

const isSamePlace = (a: Box, b: Box): boolean => overlap(a, b) >= SAME_PLACE_OVERLAP

function boxOf({ boxes, times }: Track, index: number): Box {
  const at = (index < 0 ? times.length + index : index) * 5
  const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(at, at + 4)
  return { x, y, width, height }
}

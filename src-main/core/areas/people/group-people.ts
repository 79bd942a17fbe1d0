import { isBrief } from '#shared/domain/people.ts'
import { overlap } from '#shared/geometry/box.ts'
import { createMeanDirection, faceDistance, SAME_PERSON_DISTANCE } from '../../faces/likeness.ts'
import type { MeanDirection } from '../../faces/likeness.ts'
import type { Box, Track } from '../../faces/types.ts'

/** Faces that cannot be known are one person's when they follow each other at one place within this time. */
const SAME_PLACE_MS = 1000
const SAME_PLACE_OVERLAP = 0.5
/** A face that shares so much with another one's box in the frame is partly covered by it, or covers it. */
const COVERED_OVERLAP = 0.05
/**
 * A covered face is less like itself: in 24 made videos, most of people who pass each other, the 1137 faces were up to
 * 0.349 from their own person's mean, and 0.359 or more from anybody else's; 0.368 from those who are at the same
 * place about that time.
 */
const COVERED_PERSON_DISTANCE = 0.355

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
  joinCovered(groups, tracks)
  for (const track of byLength) {
    if (track.embedding !== null) continue
    const fresh = groupOf(track)
    const [neighbour, ...others] = neighboursOf(track, tracks)
    const group = groups.find(({ tracks: members }) => neighbour !== undefined && members.includes(neighbour))
    if (group === undefined || others.length > 0 || isTogether(group, fresh)) groups.push(fresh)
    else join(group, fresh)
  }
  groups.sort((a, b) => framesOf(b) - framesOf(a))
  const personOf = new Map(groups.flatMap((group, i) => group.tracks.map((track) => [track, i] as const)))
  return tracks.map((track) => personOf.get(track) ?? -1)
}

const framesOf = (group: Group): number => group.tracks.reduce((sum, { times }) => sum + times.length, 0)

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

/**
 * What is left of a face that others half cover. It joins somebody who is seen for long only when everything speaks
 * for it: no other person is like it, and nobody else was at its place just before or after.
 */
function joinCovered(groups: Group[], tracks: readonly Track[]): void {
  const most = Math.max(0, ...groups.map(framesOf))
  const lasting = groups.filter((group) => !isBrief(framesOf(group), most))
  for (const piece of groups.filter((group) => !lasting.includes(group))) {
    if (!piece.tracks.every((track) => isCovered(track, tracks))) continue
    const [like, ...others] = lasting.filter((group) => isLikeCovered(piece, group))
    const near = piece.tracks.flatMap((track) => neighboursOf(track, tracks))
    const isOnlyOneNear = near.length > 0 && near.every((track) => like?.tracks.includes(track))
    if (like === undefined || others.length > 0 || !isOnlyOneNear || isTogether(piece, like)) continue
    join(like, piece)
    groups.splice(groups.indexOf(piece), 1)
  }
}

function isLikeCovered(piece: Group, group: Group): boolean {
  const [mean, theirs] = [piece.mean.value(), group.mean.value()]
  return mean !== null && theirs !== null && faceDistance(mean, theirs) <= COVERED_PERSON_DISTANCE
}

/** Whether another face lies over, or under, this one at every look. */
function isCovered(track: Track, tracks: readonly Track[]): boolean {
  const others = tracks.filter((other) => other !== track && other.videoId === track.videoId)
  return track.times.every((timeMs, i) =>
    others.some((other) => {
      const at = other.times.indexOf(timeMs)
      return at >= 0 && overlap(boxOf(track, i), boxOf(other, at)) >= COVERED_OVERLAP
    }),
  )
}

/** The tracks that go before or after at the same place. */
function neighboursOf(track: Track, tracks: readonly Track[]): Track[] {
  return tracks.filter((other) => {
    if (other === track || other.videoId !== track.videoId) return false
    const before = (track.times[0] ?? 0) - (other.times.at(-1) ?? 0)
    const after = (other.times[0] ?? 0) - (track.times.at(-1) ?? 0)
    if (before > 0 && before <= SAME_PLACE_MS) return isSamePlace(boxOf(other, -1), boxOf(track, 0))
    return after > 0 && after <= SAME_PLACE_MS && isSamePlace(boxOf(track, -1), boxOf(other, 0))
  })
}

const isSamePlace = (a: Box, b: Box): boolean => overlap(a, b) >= SAME_PLACE_OVERLAP

function boxOf({ boxes, times }: Track, index: number): Box {
  const at = (index < 0 ? times.length + index : index) * 5
  const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(at, at + 4)
  return { x, y, width, height }
}

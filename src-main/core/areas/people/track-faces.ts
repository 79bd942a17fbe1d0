import { overlap } from '#shared/geometry/box.ts'
import { facesByFrame } from './face-rows.ts'
import type { SeenFace } from './face-rows.ts'
import { createMeanDirection, faceDistance } from '../../faces/likeness.ts'
import type { MeanDirection } from '../../faces/likeness.ts'
import { faceMeasures } from '../../faces/types.ts'
import type { Box, FaceObservations, Track } from '../../faces/types.ts'

/** A face may be out of sight for so long; after that, it is a new track. */
const LONGEST_ABSENCE_MS = 1500
/** The same where nothing but the place tells that it is the same face. */
const LONGEST_UNKNOWN_ABSENCE_MS = 600
/**
 * Above this distance a face is not the track's, whatever its place. A track that ends too soon is put right when
 * people are grouped, one that goes on to somebody else is not; so this is stricter than the limit of one person,
 * which is for means over many frames: single frames of two people came as near as 0.33. Of one face a fifth of a
 * second apart, nine of ten are nearer than 0.19, also with a hand before the mouth.
 */
const UNLIKE_DISTANCE = 0.28
/** Least overlap with the expected place of a face that is not known. */
const SAME_PLACE_OVERLAP = 0.3
/** A known face may be so many face widths from its expected place, and as many more for each second. */
const NEAR_FACE_WIDTHS = 0.8
/** Largest ratio of two sizes of one face in neighbouring frames. */
const LARGEST_GROWTH = 1.6
/** Somebody else at the place of a face that is out of sight: what comes after is another shot, or unsure. */
const TAKEN_PLACE_OVERLAP = 0.3

interface OpenTrack {
  readonly faces: SeenFace[]
  readonly mean: MeanDirection
  lastKnown: Float32Array | null
  /** How many of the faces, from the first, are vouched for by a known one at or after them. */
  vouched: number
}

/**
 * Follows the faces of one video through its stretches, which come in order of time. A face goes on where one
 * overlaps its expected place and is not unlike it; where it is known, a likeness may bridge a short absence. At
 * a cut, faces are elsewhere, of another size or unlike, so tracks end there; who they are is for `groupPeople`.
 */
export function trackFaces(observations: readonly FaceObservations[]): Track[] {
  const [first] = observations
  if (first === undefined) return []
  const finished: OpenTrack[] = []
  let open: OpenTrack[] = []
  for (const { timeMs, faces } of observations.flatMap(facesByFrame)) {
    const isAwake = (track: OpenTrack): boolean => timeMs - lastOf(track).timeMs <= LONGEST_ABSENCE_MS
    finished.push(...open.filter((track) => !isAwake(track)))
    open = open.filter(isAwake)
    const { taken, fresh } = assign(open, faces)
    // Before the new ones are put to them: a face that is gone leaves its place to nobody.
    const gone = open.filter((track) => !taken.has(track) && isPlaceTaken(track, faces))
    for (const track of gone) finished.push(...withoutUnvouched(track, fresh))
    for (const [track, face] of taken) follow(track, face)
    open = [...open.filter((track) => !gone.includes(track)), ...fresh.map(openTrack)]
  }
  return [...finished, ...open]
    .map((track) => toTrack(first.videoId, track))
    .sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0))
}

function lastOf({ faces }: OpenTrack): SeenFace {
  const last = faces.at(-1)
  if (last === undefined) throw new RangeError('a track without a face')
  return last
}

function openTrack(face: SeenFace): OpenTrack {
  const track: OpenTrack = { faces: [], mean: createMeanDirection(), lastKnown: null, vouched: 0 }
  follow(track, face)
  return track
}

function follow(track: OpenTrack, face: SeenFace): void {
  track.faces.push(face)
  if (face.embedding === null) return
  track.mean.add(face.embedding)
  track.lastKnown = face.embedding
  track.vouched = track.faces.length
}

/** Nearest pairs first; a track gets one face at most, and a face one track. */
function assign(
  open: readonly OpenTrack[],
  faces: readonly SeenFace[],
): { taken: Map<OpenTrack, SeenFace>; fresh: SeenFace[] } {
  const pairs = open.flatMap((track) =>
    faces.flatMap((face) => {
      const cost = costOf(track, face)
      return cost === null ? [] : [{ track, face, cost }]
    }),
  )
  const taken = new Map<OpenTrack, SeenFace>()
  const given = new Set<SeenFace>()
  for (const { track, face } of pairs.sort((a, b) => a.cost - b.cost)) {
    if (taken.has(track) || given.has(face)) continue
    taken.set(track, face)
    given.add(face)
  }
  return { taken, fresh: faces.filter((face) => !given.has(face)) }
}

/** Null when the face cannot be the track's. */
function costOf(track: OpenTrack, face: SeenFace): number | null {
  const last = lastOf(track)
  const absentMs = face.timeMs - last.timeMs
  const growth = face.height / last.height
  if (Math.max(growth, 1 / growth) > LARGEST_GROWTH) return null
  const expected = expectedBox(track, face.timeMs)
  const common = Math.max(overlap(face, last), overlap(face, expected))
  const distance = distanceTo(track, face)
  if (distance !== null) {
    if (distance > UNLIKE_DISTANCE) return null
    const reach = (NEAR_FACE_WIDTHS * (1 + absentMs / 1000) * (face.width + last.width)) / 2
    const isNear = Math.min(centreDistance(face, last), centreDistance(face, expected)) <= reach
    return isNear ? 1 - common + distance / UNLIKE_DISTANCE : null
  }
  if (common < SAME_PLACE_OVERLAP || absentMs > LONGEST_UNKNOWN_ABSENCE_MS) return null
  // Of two that fit, one that is known to be like goes first.
  return 1 - common + 1
}

/** To what the track looked like last, or on the whole: heads turn. Null when either is not known. */
function distanceTo({ mean, lastKnown }: OpenTrack, { embedding }: SeenFace): number | null {
  const whole = mean.value()
  if (embedding === null || whole === null || lastKnown === null) return null
  return Math.min(faceDistance(embedding, whole), faceDistance(embedding, lastKnown))
}

/** Where a face is that goes on as it did between the last two frames. */
function expectedBox(track: OpenTrack, timeMs: number): Box {
  const last = lastOf(track)
  const before = track.faces.at(-2)
  if (before === undefined || last.timeMs - before.timeMs > LONGEST_UNKNOWN_ABSENCE_MS) return last
  const steps = (timeMs - last.timeMs) / (last.timeMs - before.timeMs)
  return {
    x: last.x + (last.x - before.x) * steps,
    y: last.y + (last.y - before.y) * steps,
    width: last.width,
    height: last.height,
  }
}

const centreDistance = (a: Box, b: Box): number =>
  Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2)

const isPlaceTaken = (track: OpenTrack, faces: readonly SeenFace[]): boolean =>
  faces.some((face) => overlap(face, lastOf(track)) > TAKEN_PLACE_OVERLAP)

/**
 * A track that ends because an unlike face is in its place: whose the last faces were that could not be known is
 * open, for the cut may have come before them. They become a track of their own, which is nobody's.
 */
function withoutUnvouched(track: OpenTrack, fresh: readonly SeenFace[]): OpenTrack[] {
  const isUnlike = (face: SeenFace): boolean =>
    isPlaceTaken(track, [face]) && (distanceTo(track, face) ?? 0) > UNLIKE_DISTANCE
  if (track.vouched === track.faces.length || !fresh.some(isUnlike)) return [track]
  const tail = track.faces.slice(track.vouched)
  return [
    { ...track, faces: track.faces.slice(0, track.vouched) },
    { faces: tail, mean: createMeanDirection(), lastKnown: null, vouched: 0 },
  ]
}

function toTrack(videoId: number, { faces, mean }: OpenTrack): Track {
  const measures = new Float32Array(faces.length * faceMeasures.length)
  for (const [i, face] of faces.entries()) measures.set(face.measures, i * faceMeasures.length)
  return {
    videoId,
    times: Float64Array.from(faces, ({ timeMs }) => timeMs),
    boxes: Float32Array.from(
      faces.flatMap(({ x, y, width, height, confidence }) => [x, y, width, height, confidence]),
    ),
    measures,
    embedding: mean.value(),
  }
}

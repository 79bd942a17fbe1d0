import type { FacePath } from '#shared/domain/people.ts'
import { overlap } from '#shared/geometry/box.ts'
import { boxBetween } from './blur-plan.ts'
import type { TimedBox } from './blur-plan.ts'
import { createMeanDirection, isSamePerson } from '../../faces/likeness.ts'
import { FACE_EMBEDDING_DIM } from '../../faces/types.ts'
import type { Box, FaceObservations } from '../../faces/types.ts'

/** A face of one frame. */
export interface SeenFace extends TimedBox {
  /** Unit length; null where it was too small or too blurred to be known. */
  readonly embedding: Float32Array | null
}

/** All that was seen in a stretch of video. */
export interface SeenFaces {
  /** Every frame that was looked at, ms, ascending. */
  readonly frameTimes: readonly number[]
  /** In order of time. */
  readonly faces: readonly SeenFace[]
}

export interface SeparatedFaces {
  readonly patient: readonly SeenFace[]
  readonly others: readonly SeenFace[]
  /** What the patient's face is like in this stretch, unit length; null when it could not be made out. */
  readonly likeness: Float32Array | null
}

/** A face that shares less than this with the patient's place (intersection over union) is somebody else's. */
const samePlace = 0.3

/** Another face that shares more than this with it may be mistaken for it. */
const nearby = 0.1

/** From one sighting of the patient to the next; in a longer gap nobody knows where the face is. */
const longestPathGapMs = 1000

/** Other people are looked for over longer gaps, as they may have been hidden. */
const longestOtherGapMs = 2000

/** The people were found at a few frames a second; nearer than this to one of them is as good as seen. */
const seenWithinMs = 300

/** Joins the stretches that a face search gave for one video; times moved by `shiftMs`. */
export function toSeenFaces(stretches: readonly FaceObservations[], shiftMs = 0): SeenFaces {
  const frameTimes: number[] = []
  const faces: SeenFace[] = []
  for (const stretch of stretches) {
    for (const time of stretch.frameTimes) frameTimes.push(time + shiftMs)
    for (let face = 0; face < stretch.frameOf.length; face++) {
      const timeMs = (stretch.frameTimes[stretch.frameOf[face] ?? 0] ?? 0) + shiftMs
      faces.push({ timeMs, ...shareBox(stretch, face), embedding: embeddingOf(stretch, face) })
    }
  }
  return { frameTimes, faces }
}

function shareBox({ boxes, pictureWidth, pictureHeight }: FaceObservations, face: number): Box {
  const value = (index: number): number => boxes[face * 4 + index] ?? 0
  return {
    x: value(0) / pictureWidth,
    y: value(1) / pictureHeight,
    width: value(2) / pictureWidth,
    height: value(3) / pictureHeight,
  }
}

function embeddingOf({ embeddings }: FaceObservations, face: number): Float32Array | null {
  const values = embeddings.slice(face * FACE_EMBEDDING_DIM, (face + 1) * FACE_EMBEDDING_DIM)
  return Number.isFinite(values[0]) ? values : null
}

/** The sightings of a path from `fromMs` to `toMs`. */
export function sightingsOf(path: FacePath, { fromMs, toMs }: { fromMs: number; toMs: number }): TimedBox[] {
  const sightings: TimedBox[] = []
  path.timesMs.forEach((timeMs, index) => {
    if (timeMs < fromMs || timeMs > toMs) return
    const [x = 0, y = 0, width = 0, height = 0] = path.boxes.subarray(index * 4, index * 4 + 4)
    sightings.push({ timeMs, x, y, width, height })
  })
  return sightings
}

export interface KnownPaths {
  /** Where the patient's face was found, each track in order of time. */
  readonly patient: readonly (readonly TimedBox[])[]
  readonly others: readonly (readonly TimedBox[])[]
  /** From an earlier look at the same stretch; not given to make it out. */
  readonly likeness?: Float32Array | null
}

/**
 * Whose face each one is. It is the patient's where the patient was found at that time and nobody else is near; where
 * somebody is, the faces are compared, and one that cannot be known is not the patient's. So a doubt blurs the patient
 * rather than showing somebody else.
 */
export function separatePatient(seen: SeenFaces, paths: KnownPaths): SeparatedFaces {
  const others: SeenFace[] = []
  const sure: SeenFace[] = []
  const doubtful: SeenFace[] = []
  for (const faces of byFrame(seen.faces)) {
    const { best, rest, isDoubtful } = judgeFrame(faces, paths)
    others.push(...rest)
    if (best !== null) (isDoubtful ? doubtful : sure).push(best)
  }
  const likeness = paths.likeness ?? meanLikeness(sure)
  const isPatient = ({ embedding }: SeenFace): boolean =>
    embedding !== null && likeness !== null && isSamePerson(embedding, likeness)
  return {
    patient: [...sure, ...doubtful.filter(isPatient)],
    others: [...others, ...doubtful.filter((face) => !isPatient(face))],
    likeness,
  }
}

function* byFrame(faces: readonly SeenFace[]): Generator<SeenFace[]> {
  let frame: SeenFace[] = []
  for (const face of faces) {
    if (frame[0] !== undefined && frame[0].timeMs !== face.timeMs) {
      yield frame
      frame = []
    }
    frame.push(face)
  }
  if (frame.length > 0) yield frame
}

function judgeFrame(faces: readonly SeenFace[], paths: KnownPaths) {
  const timeMs = faces[0]?.timeMs ?? 0
  const place = patientPlace(paths.patient, timeMs)
  const shareOf = (face: SeenFace): number => (place === null ? 0 : overlap(face, place.box))
  const ranked = [...faces].sort((a, b) => shareOf(b) - shareOf(a))
  const best = ranked[0]
  if (best === undefined || place === null || shareOf(best) < samePlace) {
    return { best: null, rest: ranked, isDoubtful: false }
  }
  const rest = ranked.slice(1)
  const rivals = [
    ...rest,
    ...paths.others.flatMap((path) => boxBetween(path, timeMs, longestOtherGapMs) ?? []),
  ]
  const isDoubtful = !place.wasSeen || rivals.some((rival) => overlap(rival, best) > nearby)
  return { best, rest, isDoubtful }
}

/** Where the patient's face is; `wasSeen` when it was found there about that time. */
function patientPlace(tracks: KnownPaths['patient'], timeMs: number): { box: Box; wasSeen: boolean } | null {
  for (const track of tracks) {
    const [first, last] = [track[0], track.at(-1)]
    if (first === undefined || last === undefined) continue
    const nearest = track.reduce((a, b) =>
      Math.abs(b.timeMs - timeMs) < Math.abs(a.timeMs - timeMs) ? b : a,
    )
    const wasSeen = Math.abs(nearest.timeMs - timeMs) <= seenWithinMs
    const box = boxBetween(track, timeMs, longestPathGapMs) ?? (wasSeen ? nearest : null)
    if (box !== null) return { box, wasSeen }
  }
  return null
}

function meanLikeness(faces: readonly SeenFace[]): Float32Array | null {
  const mean = createMeanDirection()
  for (const { embedding } of faces) if (embedding !== null) mean.add(embedding)
  return mean.value()
}

import { AppError } from '#shared/errors.ts'
import { faceDistance, SAME_PERSON_DISTANCE } from '../../faces/likeness.ts'

/** The face that is a patient's in one visit. */
export interface PatientFace {
  readonly patientCode: string
  /** Float32[128], unit length: mean direction. */
  readonly embedding: Float32Array
}

/** A video of a patient, by its content. */
export interface PatientVideo {
  readonly patientCode: string
  readonly sha256: string
}

/** Two codes that seem to be one person's, in order of the alphabet. */
export interface LikePatients {
  readonly codes: readonly [string, string]
  /** Of the two faces that are most alike, 0 to 2; null where they have a video in common. */
  readonly distance: number | null
}

/** Pairs of patients with a video in common, then those with faces of one person, the most alike first. */
export function likePatients(
  faces: readonly PatientFace[],
  videos: readonly PatientVideo[],
): readonly LikePatients[] {
  const found = new Map<string, LikePatients>()
  const put = (one: string, other: string, distance: number | null): void => {
    if (one === other) return
    const codes = one < other ? ([one, other] as const) : ([other, one] as const)
    const key = JSON.stringify(codes)
    const known = found.get(key)
    const isNearer = known === undefined || (distance ?? -1) < (known.distance ?? -1)
    if (isNearer) found.set(key, { codes, distance })
  }
  const ownerOf = new Map<string, string>()
  for (const { patientCode, sha256 } of videos) {
    const owner = ownerOf.get(sha256)
    if (owner === undefined) ownerOf.set(sha256, patientCode)
    else put(owner, patientCode, null)
  }
  faces.forEach((face, index) => {
    for (const other of faces.slice(index + 1)) {
      if (face.patientCode === other.patientCode) continue
      const distance = faceDistance(face.embedding, other.embedding)
      if (distance <= SAME_PERSON_DISTANCE) put(face.patientCode, other.patientCode, distance)
    }
  })
  return [...found.values()].sort((a, b) => (a.distance ?? -1) - (b.distance ?? -1))
}

/** More would not be read. */
const NAMED_PAIRS = 3

function nameOf({ codes: [one, other], distance }: LikePatients): string {
  const why =
    distance === null
      ? 'have a video in common'
      : `have faces ${distance.toFixed(2)} apart, where those of one person are up to ${SAME_PERSON_DISTANCE.toFixed(2)}`
  return `${one} and ${other} ${why}`
}

/** Throws AppError `same-person` when there is any pair. */
export function requireApart(pairs: readonly LikePatients[]): void {
  if (pairs.length === 0) return
  const named = pairs.slice(0, NAMED_PAIRS).map(nameOf).join('; ')
  const more = pairs.length > NAMED_PAIRS ? `; and so have ${pairs.length - NAMED_PAIRS} more pairs` : ''
  throw new AppError(
    'same-person',
    `Some patients seem to be one person: ${named}${more}. Whoever has two codes is estimated by a model that has seen them, so that it looks better than it is. Merge the two patients, look under People whether another face is the patient’s, or say that they are different people.`,
  )
}

import { faceDistance, personEmbedding, SAME_PERSON_DISTANCE } from './likeness.ts'
import { faceMeasures } from './types.ts'
import type { Track } from './types.ts'

export interface PatientProposal {
  /** Which of the people. */
  readonly index: number
  /** One sentence for the user. */
  readonly reason: string
  /** How unlike the patient of the earlier visit, 0 to 2; null when that did not decide. */
  readonly distance: number | null
}

/** Movement between frames further apart than this is none of the mouth's. */
const LONGEST_STEP_MS = 600

interface Presence {
  readonly frames: number
  readonly meanHeightPx: number
  /** Mean change of the mouth's opening from frame to frame, as a share of the face's height. */
  readonly mouthMovement: number
}

/**
 * Who of a session's people is most likely the patient; null without people. Somebody who looks like the
 * confirmed patient of an earlier visit; else the one with the largest product of size, frequency and talking, as
 * shares of the largest of each.
 *
 * @param people the tracks of each person
 * @param earlierPatient mean direction of the confirmed patient of an earlier visit
 */
export function proposePatient(
  people: readonly (readonly Track[])[],
  earlierPatient: Float32Array | null,
): PatientProposal | null {
  return earlierPatient === null
    ? mostPresent(people)
    : (mostLike(people, earlierPatient) ?? mostPresent(people))
}

function mostLike(people: readonly (readonly Track[])[], earlier: Float32Array): PatientProposal | null {
  let best: PatientProposal | null = null
  for (const [index, tracks] of people.entries()) {
    const embedding = personEmbedding(tracks)
    if (embedding === null) continue
    const distance = faceDistance(embedding, earlier)
    if (distance > Math.min(SAME_PERSON_DISTANCE, best?.distance ?? Infinity)) continue
    const limits = `distance ${distance.toFixed(2)}, limit ${SAME_PERSON_DISTANCE.toFixed(2)}`
    best = { index, reason: `Looks like the patient of an earlier visit (${limits}).`, distance }
  }
  return best
}

function mostPresent(people: readonly (readonly Track[])[]): PatientProposal | null {
  const presences = people.map(presenceOf)
  const most = (key: keyof Presence): number => Math.max(...presences.map((presence) => presence[key]))
  const largest = {
    frames: most('frames'),
    meanHeightPx: most('meanHeightPx'),
    mouthMovement: most('mouthMovement'),
  }
  // Somebody who keeps silent is still half as likely.
  const scoreOf = ({ frames, meanHeightPx, mouthMovement }: Presence): number =>
    (frames / largest.frames) *
    (meanHeightPx / largest.meanHeightPx) *
    (1 + (largest.mouthMovement > 0 ? mouthMovement / largest.mouthMovement : 0))
  const scores = presences.map(scoreOf)
  const index = scores.indexOf(Math.max(...scores))
  const presence = presences[index]
  if (presence === undefined) return null
  return { index, reason: reasonFor(presence, largest, people.length), distance: null }
}

function reasonFor(presence: Presence, largest: Presence, people: number): string {
  if (people === 1) return 'The only person in these videos.'
  const strengths = [
    ...(presence.frames === largest.frames ? ['is seen most often'] : []),
    ...(presence.meanHeightPx === largest.meanHeightPx ? ['has the largest face'] : []),
    ...(presence.mouthMovement === largest.mouthMovement && largest.mouthMovement > 0
      ? ['moves the mouth most']
      : []),
  ]
  if (strengths.length === 0) return 'Of size, frequency and talking together, has most.'
  const [last = ''] = strengths.splice(-1)
  return `Of ${people} people, ${strengths.length === 0 ? last : `${strengths.join(', ')} and ${last}`}.`
}

function presenceOf(tracks: readonly Track[]): Presence {
  let [frames, height, movement, steps] = [0, 0, 0, 0]
  for (const { times, boxes, measures } of tracks) {
    for (const [i, timeMs] of times.entries()) {
      frames += 1
      height += boxes[i * 5 + 3] ?? 0
      const stepMs = timeMs - (times[i - 1] ?? -Infinity)
      if (stepMs > LONGEST_STEP_MS) continue
      movement += Math.abs(mouthAt(measures, i) - mouthAt(measures, i - 1))
      steps += 1
    }
  }
  return {
    frames,
    meanHeightPx: frames === 0 ? 0 : height / frames,
    mouthMovement: steps === 0 ? 0 : movement / steps,
  }
}

const MOUTH = faceMeasures.indexOf('mouthOpen')
const mouthAt = (measures: Float32Array, face: number): number =>
  measures[face * faceMeasures.length + MOUTH] ?? 0

import { isBrief } from '#shared/domain/people.ts'
import { faceDistance, personEmbedding, SAME_PERSON_DISTANCE } from '../../faces/likeness.ts'
import { mouthSteps, STILL_MOVEMENT } from '../../faces/mouth-steps.ts'
import type { Track } from '../../faces/types.ts'

export interface PatientProposal {
  /** Which of the people. */
  readonly index: number
  /** One sentence for the user. */
  readonly reason: string
  /** How unlike the patient of the earlier visit, 0 to 2; null when that did not decide. */
  readonly distance: number | null
}

/** So many clear steps, two seconds of looks, make a measurement. */
const LEAST_STEPS = 10

interface Presence {
  /** Moments at which the face is seen. */
  readonly looks: number
  readonly meanHeightPx: number
  /** Mean change of the mouth's opening from look to look, as a share of the face's height; 0 for a still one. */
  readonly mouthMovement: number
}

interface Candidate {
  readonly index: number
  readonly presence: Presence
  readonly tracks: readonly Track[]
}

/**
 * Who of a session's people is most likely the patient; null when nobody can be. Somebody who looks like the
 * confirmed patient of an earlier visit; else the one with the largest product of size, frequency and talking, as
 * shares of the largest of each. People seen briefly are left out.
 *
 * @param people the tracks of each person
 * @param earlierPatient mean direction of the confirmed patient of an earlier visit
 * @param decided the tracks of people of whom somebody has said who they are
 */
export function proposePatient(
  people: readonly (readonly Track[])[],
  earlierPatient: Float32Array | null,
  decided: readonly (readonly Track[])[] = [],
): PatientProposal | null {
  const all = people.map((tracks, index): Candidate => ({ index, tracks, presence: presenceOf(tracks) }))
  const most = Math.max(0, ...[...people, ...decided].map(looksOf))
  const candidates = all.filter(({ presence }) => presence.looks > 0 && !isBrief(presence.looks, most))
  const like = earlierPatient === null ? null : mostLike(candidates, earlierPatient)
  const among = { people: candidates.length, isAll: candidates.length === people.length + decided.length }
  if (like !== null || candidates.length !== 1) return like ?? mostPresent(candidates, among)
  const reason = reasonForOnly({ isDecided: decided.length > 0, isBesideBrief: people.length > 1 })
  return { index: candidates[0]?.index ?? 0, reason, distance: null }
}

function mostLike(candidates: readonly Candidate[], earlier: Float32Array): PatientProposal | null {
  let best: PatientProposal | null = null
  for (const { index, tracks } of candidates) {
    const embedding = personEmbedding(tracks)
    if (embedding === null) continue
    const distance = faceDistance(embedding, earlier)
    if (distance > Math.min(SAME_PERSON_DISTANCE, best?.distance ?? Infinity)) continue
    const limits = `distance ${distance.toFixed(2)}, limit ${SAME_PERSON_DISTANCE.toFixed(2)}`
    best = { index, reason: `Looks like the patient of an earlier visit (${limits}).`, distance }
  }
  return best
}

/** How many people were weighed, and whether those are all of the session. */
interface Among {
  readonly people: number
  readonly isAll: boolean
}

function mostPresent(candidates: readonly Candidate[], among: Among): PatientProposal | null {
  const most = (key: keyof Presence): number => Math.max(...candidates.map(({ presence }) => presence[key]))
  const largest = {
    looks: most('looks'),
    meanHeightPx: most('meanHeightPx'),
    mouthMovement: most('mouthMovement'),
  }
  // Somebody who keeps silent is still half as likely.
  const scoreOf = ({ looks, meanHeightPx, mouthMovement }: Presence): number =>
    (looks / largest.looks) *
    (meanHeightPx / largest.meanHeightPx) *
    (1 + (largest.mouthMovement > 0 ? mouthMovement / largest.mouthMovement : 0))
  const scores = candidates.map(({ presence }) => scoreOf(presence))
  const found = candidates[scores.indexOf(Math.max(...scores))]
  if (found === undefined) return null
  const reason = reasonFor(found.presence, largest, among)
  return { index: found.index, reason, distance: null }
}

function reasonForOnly({ isDecided, isBesideBrief }: { isDecided: boolean; isBesideBrief: boolean }): string {
  if (isDecided) return 'The only one seen for more than a moment whose role nobody has set.'
  return isBesideBrief
    ? 'The only person who is seen for more than a moment.'
    : 'The only person in these videos.'
}

function reasonFor(presence: Presence, largest: Presence, { people, isAll }: Among): string {
  const strengths = [
    ...(presence.looks === largest.looks ? ['is seen most often'] : []),
    ...(presence.meanHeightPx === largest.meanHeightPx ? ['has the largest face'] : []),
    ...(presence.mouthMovement === largest.mouthMovement && largest.mouthMovement > 0
      ? ['moves the mouth most']
      : []),
  ]
  if (strengths.length === 0) return 'Of size, frequency and talking together, has most.'
  const [last = ''] = strengths.splice(-1)
  const whom = isAll ? `${people} people` : `the ${people} people who may be the patient`
  return `Of ${whom}, ${strengths.length === 0 ? last : `${strengths.join(', ')} and ${last}`}.`
}

/** One moment counts once, also where tracks that were put together by hand overlap. */
const looksOf = (tracks: readonly Track[]): number =>
  new Set(tracks.flatMap(({ videoId, times }) => Array.from(times, (timeMs) => `${videoId} ${timeMs}`))).size

function presenceOf(tracks: readonly Track[]): Presence {
  let [faces, height, movement, steps] = [0, 0, 0, 0]
  for (const track of tracks) {
    for (let i = 0; i < track.times.length; i += 1) {
      faces += 1
      height += track.boxes[i * 5 + 3] ?? 0
    }
    for (const { change } of mouthSteps(track)) {
      movement += change
      steps += 1
    }
  }
  const mean = steps < LEAST_STEPS ? 0 : movement / steps
  return {
    looks: looksOf(tracks),
    meanHeightPx: faces === 0 ? 0 : height / faces,
    mouthMovement: mean <= STILL_MOVEMENT ? 0 : mean,
  }
}

import { lengthOf, unionOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { STILL_MOVEMENT } from '../../faces/mouth-steps.ts'
import type { MouthStep } from '../../faces/mouth-steps.ts'

/** Unknown where the patient's mouth could not be measured. */
export type Speaker = 'patient' | 'other' | 'unknown'

/** Somebody speaks; ms of the recording. */
export interface Utterance extends TimeSpan {
  readonly speaker: Speaker
}

/** Shorter silences lie within words and between them, and are no pauses: stops of consonants last for up to so long. */
export const SHORTEST_PAUSE_MS = 200

/**
 * While somebody is heard, the patient's lips move by at least this from look to look on average when it is the patient:
 * twice as much as those of photographs seem to, some 2 mm on a grown-up's face. Set by reason, not learned from people.
 */
const SPEAKING_MOVEMENT = 2 * STILL_MOVEMENT
/** Voices change within one stretch of sound; parts of it as long as this are judged one by one. */
const LONGEST_PART_MS = 1200
/** A syllable falls between two looks; it is judged by what the mouth does around it. */
const SHORTEST_LOOK_MS = 800
/** So few looks do not tell whether a mouth moves. */
const LEAST_STEPS = 3

/**
 * Who speaks whenever speech is heard, in order of time: the patient while the patient's mouth opens and closes, somebody else
 * while it is still. A guess from two signals, not a recognition of voices: a patient who chews while the other
 * speaks counts as speaking, one who hardly opens the lips as silent, and of two who speak at once only one is told.
 *
 * @param speech where a voice is heard, ms
 * @param steps of the patient's mouth, in order of time, ms of the same clock
 */
export function whoSpeaks(speech: readonly TimeSpan[], steps: readonly MouthStep[]): Utterance[] {
  return unionOf(speech, SHORTEST_PAUSE_MS).flatMap((heard) => {
    const parts = partsOf(heard).map((part): Utterance => ({ ...part, speaker: speakerIn(part, steps) }))
    return joined(withoutFlickers(parts))
  })
}

/** Equal parts, none longer than may be judged as one. */
function partsOf({ startMs, endMs }: TimeSpan): TimeSpan[] {
  const parts = Math.ceil((endMs - startMs) / LONGEST_PART_MS)
  const edge = (n: number): number => startMs + ((endMs - startMs) * n) / parts
  return Array.from({ length: parts }, (_, n) => ({ startMs: edge(n), endMs: edge(n + 1) }))
}

function speakerIn(part: TimeSpan, steps: readonly MouthStep[]): Speaker {
  const margin = Math.max(0, SHORTEST_LOOK_MS - lengthOf(part)) / 2
  const seen = steps.filter(({ startMs, endMs }) => {
    const middleMs = (startMs + endMs) / 2
    return middleMs >= part.startMs - margin && middleMs < part.endMs + margin
  })
  if (seen.length < LEAST_STEPS) return 'unknown'
  const movement = seen.reduce((sum, { change }) => sum + change, 0) / seen.length
  return movement >= SPEAKING_MOVEMENT ? 'patient' : 'other'
}

/** Without a pause nobody answers a word in the midst of another's speech: one part between two alike is like them. */
function withoutFlickers(parts: readonly Utterance[]): Utterance[] {
  return parts.map((part, i) => {
    const [before, after] = [parts[i - 1]?.speaker, parts[i + 1]?.speaker]
    const isFlicker = part.speaker !== 'unknown' && before === after && before !== undefined
    return isFlicker && before !== 'unknown' ? { ...part, speaker: before } : part
  })
}

function joined(parts: readonly Utterance[]): Utterance[] {
  const utterances: Utterance[] = []
  for (const part of parts) {
    const last = utterances.at(-1)
    if (last?.speaker === part.speaker) utterances[utterances.length - 1] = { ...last, endMs: part.endMs }
    else utterances.push(part)
  }
  return utterances
}

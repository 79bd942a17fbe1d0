import { holdsTime, lengthOf } from '#shared/time/interval.ts'
import type { MouthStep } from '../../faces/mouth-steps.ts'
import type { SpeechActivity } from '../../media/sound/voice-activity.ts'
import { whoSpeaks } from './who-speaks.ts'
import type { Speaker, Utterance } from './who-speaks.ts'

/** What was heard of the patient in one recording, without a word of it. */
export interface Conversation {
  /** Time in which the patient's mouth could be measured. */
  readonly seenMs: number
  /** How long each speaks. */
  readonly spokenMs: Readonly<Record<Speaker, number>>
  /** Silences within the patient's turns, at least 200 ms each. */
  readonly pausesMs: readonly number[]
  /** The patient's turns with their pauses, of which both ends are known. */
  readonly turnsMs: readonly number[]
  /** From the end of the other's turn to the start of the patient's; 0 where none is heard between them. */
  readonly responsesMs: readonly number[]
  /** While the patient speaks; dB below full scale, one a frame of the voice detector. */
  readonly levelsDb: readonly number[]
}

/**
 * A turn is what somebody says until another one is heard, its pauses included. One that stands beside speech of which nobody
 * knows whose it is has no known end: its pauses count, its length does not.
 *
 * @param heard the sound of a recording
 * @param steps of the patient's mouth, in order of time, ms from where the sound begins
 */
export function conversationIn(heard: SpeechActivity, steps: readonly MouthStep[]): Conversation {
  const utterances = whoSpeaks(heard.speech, steps)
  const spokenMs = { patient: 0, other: 0, unknown: 0 }
  for (const utterance of utterances) spokenMs[utterance.speaker] += lengthOf(utterance)
  const turns = turnsOf(utterances)
  const theirs = turns.filter(({ speaker }) => speaker === 'patient')
  return {
    seenMs: steps.reduce((sum, step) => sum + lengthOf(step), 0),
    spokenMs,
    pausesMs: theirs.flatMap(({ pausesMs }) => pausesMs),
    turnsMs: turns.flatMap((turn, i) => (isPatientsWhole(turns, i) ? [lengthOf(turn)] : [])),
    responsesMs: turns.flatMap((turn, i) => {
      const before = turns[i - 1]
      return turn.speaker === 'patient' && before?.speaker === 'other' ? [turn.startMs - before.endMs] : []
    }),
    levelsDb: levelsOfPatient(heard, utterances),
  }
}

interface Turn extends Utterance {
  readonly pausesMs: readonly number[]
}

function turnsOf(utterances: readonly Utterance[]): Turn[] {
  const turns: Turn[] = []
  for (const utterance of utterances) {
    const last = turns.at(-1)
    if (last?.speaker !== utterance.speaker) turns.push({ ...utterance, pausesMs: [] })
    else {
      const pausesMs = [...last.pausesMs, utterance.startMs - last.endMs]
      turns[turns.length - 1] = { ...last, endMs: utterance.endMs, pausesMs }
    }
  }
  return turns
}

function isPatientsWhole(turns: readonly Turn[], at: number): boolean {
  const speakers = [at - 1, at, at + 1].map((i) => turns[i]?.speaker)
  return speakers[1] === 'patient' && !speakers.includes('unknown')
}

/** Of the frames that are speech: the stops between its words are none. */
function levelsOfPatient(
  { levelsDb, frameMs, speech }: SpeechActivity,
  utterances: readonly Utterance[],
): number[] {
  const theirs = utterances.filter(({ speaker }) => speaker === 'patient')
  const levels: number[] = []
  let [spoken, utterance] = [0, 0]
  for (const [frame, level] of levelsDb.entries()) {
    const timeMs = (frame + 0.5) * frameMs
    while ((speech[spoken]?.endMs ?? Infinity) <= timeMs) spoken += 1
    while ((theirs[utterance]?.endMs ?? Infinity) <= timeMs) utterance += 1
    const [voice, patient] = [speech[spoken], theirs[utterance]]
    if (
      voice !== undefined &&
      patient !== undefined &&
      holdsTime(voice, timeMs) &&
      holdsTime(patient, timeMs)
    )
      levels.push(level)
  }
  return levels
}

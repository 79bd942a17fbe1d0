import { z } from 'zod'

/** What an item is rated from that a face in a video does not show. */
export const faceReasons = [
  'report',
  'self-report',
  'thought',
  'speech',
  'voice',
  'task',
  'body',
  'conduct',
  'appearance',
] as const
export const faceReasonSchema = z.enum(faceReasons)
export type FaceReason = (typeof faceReasons)[number]

/** Go on after “It is rated from”. */
export const faceReasonWords: Readonly<Record<FaceReason, string>> = {
  report: 'what the patient or others tell in the interview',
  'self-report': 'what the patient ticks on a form',
  thought: 'form and content of thought, in what is said',
  speech: 'speech: how much is said, how, and after which pauses',
  voice: 'the sound of the voice',
  task: 'tasks and questions that the interviewer sets',
  body: 'the whole body, or an examination of it',
  conduct: 'conduct in the whole interview and outside of it',
  appearance: 'clothes and hygiene',
}

/** Why a face does not show an item, as a sentence; where nobody said it, what holds of all of them. */
export function faceReasonSentence(reason: FaceReason | undefined): string {
  return reason === undefined
    ? 'It is rated from something else than what a face shows.'
    : `It is rated from ${faceReasonWords[reason]}.`
}

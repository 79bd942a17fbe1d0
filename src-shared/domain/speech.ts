/** What is measured of how a patient speaks, without words; see docs/statistics.md, Speech. */
export const speechMeasureNames = [
  'speakingShare',
  'pauseMedianMs',
  'pause90Ms',
  'turnMedianMs',
  'responseMedianMs',
  'loudnessSdDb',
] as const
export type SpeechMeasureName = (typeof speechMeasureNames)[number]

export interface SpeechMeasureText {
  readonly label: string
  /** Of the value, and of what `n` counts. */
  readonly unit: string
  readonly counts: string
}

export const speechMeasureTexts: Readonly<Record<SpeechMeasureName, SpeechMeasureText>> = {
  speakingShare: { label: 'Time speaking', unit: 'share of the time seen', counts: 'seconds seen' },
  pauseMedianMs: { label: 'Pauses, median', unit: 'ms', counts: 'pauses' },
  pause90Ms: { label: 'Pauses, 90 % are shorter', unit: 'ms', counts: 'pauses' },
  turnMedianMs: { label: 'Turns, median', unit: 'ms', counts: 'turns' },
  responseMedianMs: { label: 'Response time, median', unit: 'ms', counts: 'responses' },
  loudnessSdDb: { label: 'Loudness, standard deviation', unit: 'dB', counts: 'frames of 10 ms' },
}

export interface SpeechMeasure {
  /** Null where too little was heard for it. */
  readonly value: number | null
  /** How many it was made of. */
  readonly n: number
}

export type SpeechMeasures = Readonly<Record<SpeechMeasureName, SpeechMeasure>>

/** Why a visit, or a video of it, is not measured. */
export type SpeechReason = 'no-sound' | 'people-not-found' | 'no-patient' | 'unreadable'

export interface SessionSpeech {
  readonly sessionId: number
  readonly patientCode: string
  readonly visitLabel: string
  /** Videos that were measured. */
  readonly nVideos: number
  /** Of each of the others. */
  readonly leftOut: readonly { readonly fileName: string; readonly reason: SpeechReason }[]
  /** Null where no video was measured. */
  readonly measures: SpeechMeasures | null
}

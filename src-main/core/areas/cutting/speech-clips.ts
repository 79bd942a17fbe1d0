import { clampTime, isWithin, lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { ClipLengths } from './clip-lengths.ts'
import { partLong, stretchesBetween } from './clip-lengths.ts'
import type { SpeechActivity } from '../../media/sound/voice-activity.ts'
import { quietestMs, speechPauses } from '../../media/sound/voice-activity.ts'

export interface SpeechRules extends ClipLengths {
  /** A pause at least this long parts two clips. */
  readonly silenceMs: number
}

/**
 * The whole video in clips that begin and end in the middle of pauses, so that no word is cut; only where somebody talks
 * for longer than a clip may last, at the quietest place near that limit. What lies before the first word and after the
 * last one belongs to their clips.
 */
export function speechClips(activity: SpeechActivity, rules: SpeechRules, video: TimeSpan): TimeSpan[] {
  const first = activity.speech[0]?.startMs ?? 0
  const last = activity.speech.at(-1)?.endMs ?? 0
  const cuts = speechPauses(activity, rules)
    .filter((pause) => isWithin(pause, { startMs: first, endMs: last }))
    .map((pause) => ({ atMs: (pause.startMs + pause.endMs) / 2, pauseMs: lengthOf(pause) }))
    .filter(({ atMs }) => atMs > video.startMs && atMs < video.endMs)
  return stretchesBetween(cuts, video, rules.minLengthMs).flatMap((stretch) =>
    partLong(stretch, rules, (startMs, endMs) => placeWithin(activity, { startMs, endMs })),
  )
}

/** Where the sound ends before the video, there is no quiet place to be heard. */
function placeWithin(activity: SpeechActivity, span: TimeSpan): number {
  return clampTime(quietestMs(activity, span), span)
}

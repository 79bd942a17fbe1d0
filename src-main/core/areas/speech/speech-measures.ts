import type { SpeechMeasures } from '#shared/domain/speech.ts'
import { mean, quantileOfSorted } from '../../statistics/moments.ts'
import type { Conversation } from './conversation.ts'

/** Fewer than this make no measure: one long pause would be all of it. */
const LEAST = { seenSeconds: 30, pauses: 5, turns: 3, responses: 3, levels: 100 } as const

/**
 * What the recordings of one visit say together: their pauses, turns and responses as one heap, so that a recording counts by what
 * was heard in it. Null where too little was.
 *
 * - `speakingShare`: 0 to 1, of the time in which the patient's mouth could be measured.
 * - `pauseMedianMs`, `pause90Ms`, `turnMedianMs`, `responseMedianMs`: quantiles of type 7.
 * - `loudnessSdDb`: sample standard deviation, dB, within each recording, whose gain and distance it does not hang on.
 */
export function speechMeasures(recordings: readonly Conversation[]): SpeechMeasures {
  const seenMs = recordings.reduce((sum, recording) => sum + recording.seenMs, 0)
  const seconds = Math.round(seenMs / 1000)
  const patientMs = recordings.reduce((sum, { spokenMs }) => sum + spokenMs.patient, 0)
  const pauses = recordings.flatMap(({ pausesMs }) => pausesMs)
  const responses = recordings.flatMap(({ responsesMs }) => responsesMs)
  const turns = recordings.flatMap(({ turnsMs }) => turnsMs)
  return {
    // Parts whose mouth was seen in half of them count whole, so that the share could pass 1.
    speakingShare: {
      value: seconds < LEAST.seenSeconds ? null : Math.min(1, patientMs / seenMs),
      n: seconds,
    },
    pauseMedianMs: quantile(pauses, { share: 0.5, least: LEAST.pauses }),
    pause90Ms: quantile(pauses, { share: 0.9, least: LEAST.pauses }),
    turnMedianMs: quantile(turns, { share: 0.5, least: LEAST.turns }),
    responseMedianMs: quantile(responses, { share: 0.5, least: LEAST.responses }),
    loudnessSdDb: spreadWithin(recordings.map(({ levelsDb }) => levelsDb)),
  }
}

function quantile(
  values: readonly number[],
  { share, least }: { readonly share: number; readonly least: number },
): { value: number | null; n: number } {
  const n = values.length
  return {
    value:
      n < least
        ? null
        : quantileOfSorted(
            [...values].sort((a, b) => a - b),
            share,
          ),
    n,
  }
}

/** About each recording's own mean. */
function spreadWithin(groups: readonly (readonly number[])[]): { value: number | null; n: number } {
  let [n, freedom, squares] = [0, 0, 0]
  for (const levels of groups) {
    const middle = mean(levels)
    if (middle === null) continue
    n += levels.length
    freedom += levels.length - 1
    for (const level of levels) squares += (level - middle) ** 2
  }
  return { value: n < LEAST.levels || freedom === 0 ? null : Math.sqrt(squares / freedom), n }
}

import { speechJob } from '#core/areas/speech/speech-job.ts'
import { speechMeasureNames, speechMeasureTexts } from '#shared/domain/speech.ts'
import type { SessionSpeech, SpeechMeasures, SpeechReason } from '#shared/domain/speech.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

const reasons: Readonly<Record<SpeechReason, string>> = {
  'no-sound': 'has no sound',
  'people-not-found': 'nobody looked for people in it yet; “people find” does',
  'no-patient': 'the patient is not seen in it',
  unreadable: 'could not be listened to',
}

/** How patients speak, without words, visit by visit. */
export function speechCommand(given: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given.study, async (study) => {
      const { result, failures } = await context.run('Listening to the videos', study, (jobs) =>
        jobs.start(speechJob, { sessionIds: null }),
      )
      return { document: { sessions: result.map(describe) }, lines: result.flatMap(linesOf), failures }
    })
}

function describe({ patientCode, visitLabel, nVideos, leftOut, measures }: SessionSpeech) {
  return { patient: patientCode, visit: visitLabel, videos: nVideos, leftOut, measures }
}

function linesOf({ patientCode, visitLabel, leftOut, measures }: SessionSpeech): string[] {
  return [
    `${patientCode} ${visitLabel}${measures === null ? ': not measured' : ''}`,
    ...leftOut.map(({ fileName, reason }) => `  ${fileName}: ${reasons[reason]}`),
    ...(measures === null ? [] : measureLines(measures)),
  ]
}

function measureLines(measures: SpeechMeasures): string[] {
  return speechMeasureNames.map((name) => {
    const { label, unit, counts } = speechMeasureTexts[name]
    const { value, n } = measures[name]
    if (value === null) return `  ${label}: too little heard (${n} ${counts})`
    return `  ${label}: ${value.toFixed(unit === 'ms' ? 0 : 2)} ${unit} (${n} ${counts})`
  })
}

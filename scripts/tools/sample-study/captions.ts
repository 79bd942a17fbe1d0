import { stringify } from 'csv-stringify/sync'
import { createRandom, randomIndex, type Random } from '#core/statistics/random.ts'
import type { ClipPlan, Segment, SessionPlan } from './plan.ts'

/** Every made-up text begins with this. */
export const syntheticMark = '[synthetic]'

const contexts = [
  'Asked how the past week went',
  'Asked about a visit from family',
  'Talking about plans for the weekend',
  'Listening to the next question',
  'Asked about sleep and appetite',
  'Remembering a day out with friends',
]
const restWords = [
  'the face stays at rest, brows and mouth hardly move',
  'a still face, lips closed, no change of the brows',
  'little moves in the face; the gaze stays level',
]
const smileWords = [
  'the lip corners rise and the cheeks lift into a smile',
  'a smile spreads, showing the teeth for a moment',
  'the mouth widens into a smile and the eyes narrow',
]
const cues = {
  plain: ['no clear emotional cue', 'cue: calm, little engaged', 'cue: flat'],
  mixed: ['cue: brief pleasure', 'cue: warm, then calm', 'cue: amused for a moment'],
  smile: ['cue: cheerful', 'cue: pleased and engaged', 'cue: joy'],
}

export interface SampleCaption {
  readonly file: string
  readonly rater: string
  readonly caption: string
  /** Span in ms, or both null for the whole clip. */
  readonly startMs: number | null
  readonly endMs: number | null
}

/** This clip is left without a caption, so that the sample shows one that still waits for it. */
const uncaptioned = { patient: 'P009', visit: 'followup', clip: 'interview-2' }

export function captionsOf(session: SessionPlan, extension: string): SampleCaption[] {
  const random = createRandom(session.seed + 50_000)
  return session.clips.flatMap((clip) => {
    const file = `${clip.name}.${extension}`
    const isLeftOut =
      session.patient === uncaptioned.patient &&
      session.visit === uncaptioned.visit &&
      clip.name === uncaptioned.clip
    const whole = (rater: string) => ({
      file,
      rater,
      caption: wholeCaption(clip, random),
      startMs: null,
      endMs: null,
    })
    const spans = smileSpans(clip).map((span) => ({
      file,
      rater: 'SYN1',
      caption: `${syntheticMark} Smile.`,
      ...span,
    }))
    if (isLeftOut) return []
    // The second rater described the first clip of each visit only, as one would to check agreement.
    return [whole('SYN1'), ...(clip === session.clips[0] ? [whole('SYN2')] : []), ...spans]
  })
}

function wholeCaption({ segments }: ClipPlan, random: Random): string {
  const kinds = new Set(segments.map(({ kind }) => kind))
  const cue = kinds.has('smile') ? (kinds.has('plain') ? cues.mixed : cues.smile) : cues.plain
  const story = segments.map((segment) => storyOf(segment, random)).join('; then ')
  return `${syntheticMark} ${pick(contexts, random)}: ${story}; ${pick(cue, random)}.`
}

function storyOf({ kind, seconds }: Segment, random: Random): string {
  switch (kind) {
    case 'plain':
      return pick(restWords, random)
    case 'smile':
      return `${pick(smileWords, random)} (about ${seconds.toFixed(0)} s)`
    case 'empty':
      return `nobody is in the picture for about ${seconds.toFixed(1)} s`
  }
}

/** Where a smile comes and goes within a clip; one that fills the clip is no span. */
function smileSpans({ segments }: ClipPlan): { startMs: number; endMs: number }[] {
  let startMs = 0
  const spans = segments.map(({ kind, seconds }) => {
    const span = { kind, startMs: Math.round(startMs), endMs: Math.round(startMs + seconds * 1000) }
    startMs += seconds * 1000
    return span
  })
  return segments.length === 1
    ? []
    : spans.filter(({ kind }) => kind === 'smile').map(({ startMs, endMs }) => ({ startMs, endMs }))
}

function pick<Choice>(choices: readonly Choice[], random: Random): Choice {
  const choice = choices[randomIndex(random, choices.length)]
  if (choice === undefined) throw new RangeError('nothing to choose from')
  return choice
}

export function captionsCsv(captions: readonly SampleCaption[]): string {
  return stringify(
    captions.map(({ file, rater, caption, startMs, endMs }) => [file, rater, caption, startMs, endMs]),
    { header: true, columns: ['file', 'rater', 'caption', 'start_ms', 'end_ms'] },
  )
}

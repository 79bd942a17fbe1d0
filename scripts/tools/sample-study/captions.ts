import { stringify } from 'csv-stringify/sync'
import { createRandom, randomIndex, type Random } from '#core/statistics/random.ts'
import type { ClipPlan, SessionPlan } from './plan.ts'

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
/** By how much of a smile there is, from this on; the last that fits. */
const faces = [
  {
    from: 0,
    words: [
      'the face stays at rest, brows and mouth hardly move',
      'a still face, lips closed, no change of the brows',
      'little moves in the face; the gaze stays level',
    ],
    cues: ['no clear emotional cue', 'cue: calm, little engaged', 'cue: flat'],
  },
  {
    from: 0.3,
    words: [
      'the lip corners lift a little, the cheeks hardly',
      'a faint smile that does not reach the eyes',
      'the mouth widens slightly, the brows stay where they are',
    ],
    cues: ['cue: brief pleasure', 'cue: polite', 'cue: amused for a moment'],
  },
  {
    from: 0.65,
    words: [
      'the lip corners rise and the cheeks lift into a smile',
      'a smile spreads, showing the teeth for a moment',
      'the mouth widens into a smile and the eyes narrow',
    ],
    cues: ['cue: cheerful', 'cue: pleased and engaged', 'cue: joy'],
  },
] as const

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
      caption: wholeCaption(clip, session.smile, random),
      startMs: null,
      endMs: null,
    })
    const spans = otherSpans(clip).map(({ kind, ...span }) => ({
      ...{ file, rater: 'SYN1', caption: `${syntheticMark} ${spanWords[kind]}` },
      ...span,
    }))
    if (isLeftOut) return []
    // The second rater described the first clip of each visit only, as one would to check agreement.
    return [whole('SYN1'), ...(clip === session.clips[0] ? [whole('SYN2')] : []), ...spans]
  })
}

const spanWords = { listener: 'Who listens is in the picture.', empty: 'Nobody is in the picture.' }

function wholeCaption({ segments }: ClipPlan, smile: number, random: Random): string {
  const { words, cues } = faces.findLast(({ from }) => smile >= from) ?? faces[0]
  const others = segments.flatMap(({ kind, seconds }) => {
    if (kind === 'patient') return []
    return [
      `${kind === 'empty' ? 'nobody' : 'who listens'} is in the picture for about ${seconds.toFixed(1)} s`,
    ]
  })
  const story = [pick(words, random), ...others].join('; then ')
  return `${syntheticMark} ${pick(contexts, random)}: ${story}; ${pick(cues, random)}.`
}

/** Where the patient is not in the picture. */
function otherSpans({ segments }: ClipPlan) {
  let startMs = 0
  return segments.flatMap(({ kind, seconds }) => {
    const span = { startMs: Math.round(startMs), endMs: Math.round(startMs + seconds * 1000) }
    startMs += seconds * 1000
    return kind === 'patient' ? [] : [{ kind, ...span }]
  })
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

import type { CutMethod, CutProposal } from '#shared/domain/cut.ts'
import { videoLengthMs, videoSpan } from '#shared/domain/video-span.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { SubjectPath } from '../../faces/types.ts'
import { listen } from '../../media/sound/listen.ts'
import type { HeardVideo } from '../../media/sound/listen.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import { requireLengths } from './clip-lengths.ts'
import { faceSpans, presentSpans } from './face-spans.ts'
import { fixedSpans } from './fixed-spans.ts'
import { speechClips } from './speech-clips.ts'

/** x, y, width, height, confidence */
const BOX_VALUES = 5

/** The video that clips are proposed for. */
export interface SourceVideo extends HeardVideo {
  readonly fileName: string
  /** Null before faces were looked for. */
  subject(): SubjectPath | null
}

export type ProposedSpans = Pick<CutProposal, 'spans' | 'note'>

/**
 * Spans in order of time, not yet on pictures. They overlap only where a stride is shorter than the length. Throws
 * AppError `bad-request` where the method does not fit the video, `cancelled`, or what reading the sound throws.
 */
export function proposeSpans(
  video: SourceVideo,
  method: CutMethod,
  control: JobControl,
): ProposedSpans | Promise<ProposedSpans> {
  switch (method.kind) {
    case 'fixed':
      return proposeFixed(video, method)
    case 'speech':
      return proposeBySpeech(video, method, control)
    case 'face':
      return proposeByFace(video, method)
    default:
      return assertNever(method)
  }
}

type MethodOf<Kind extends CutMethod['kind']> = Extract<CutMethod, { kind: Kind }>

function proposeFixed({ probe }: SourceVideo, method: MethodOf<'fixed'>): ProposedSpans {
  const spans = fixedSpans(method, videoSpan(probe))
  const every = method.strideMs === method.lengthMs ? '' : `, one every ${durationText(method.strideMs)}`
  const last = spans.at(-1)
  const isOdd = last !== undefined && Math.abs(lengthOf(last) - method.lengthMs) > 1
  const odd = isOdd ? `; the last one has ${durationText(lengthOf(last))}` : ''
  return { spans, note: `Clips of ${durationText(method.lengthMs)}${every}${odd}.` }
}

async function proposeBySpeech(
  video: SourceVideo,
  method: MethodOf<'speech'>,
  control: JobControl,
): Promise<ProposedSpans> {
  requireLengths(method)
  if (!video.probe.hasAudio) {
    const what = `${video.fileName} has no sound, so there are no pauses in it. Choose a fixed length, or faces.`
    throw new AppError('bad-request', what)
  }
  const heard = await listen(video, method.thresholdDb, control)
  if (heard.speech.length === 0) {
    const note = `No speech was heard in ${durationText(videoLengthMs(video.probe))}. A lower threshold hears quieter voices.`
    return { spans: [], note }
  }
  const spoken = heard.speech.reduce((sum, span) => sum + lengthOf(span), 0)
  const note = `Speech was heard for ${durationText(spoken)} of ${durationText(videoLengthMs(video.probe))}.`
  // What was heard counts from where listening began.
  const { startMs: beginMs } = videoSpan(video.probe)
  const clips = speechClips(heard, method, { startMs: 0, endMs: videoLengthMs(video.probe) })
  const spans = clips.map(({ startMs, endMs }) => ({ startMs: startMs + beginMs, endMs: endMs + beginMs }))
  return orTooShort(spans, note)
}

function proposeByFace({ subject, probe }: SourceVideo, method: MethodOf<'face'>): ProposedSpans {
  requireLengths(method)
  const path = subject()
  if (path === null) {
    const what = 'Find the people first: nobody has looked yet where the patient is in this video.'
    throw new AppError('bad-request', what)
  }
  const span = videoSpan(probe)
  const times = path.times.filter((_, index) => !Number.isNaN(path.boxes[index * BOX_VALUES]))
  if (times.length === 0) return { spans: [], note: 'The patient is not in this video.' }
  const there = presentSpans(times, method.gapMs, span)
  const present = there.reduce((sum, span) => sum + lengthOf(span), 0)
  const stretches = there.length === 1 ? 'one stretch' : `${there.length} stretches`
  const note = `The patient's face is there for ${durationText(present)} of ${durationText(lengthOf(span))}, in ${stretches}.`
  return orTooShort(faceSpans(times, method, span), note)
}

function orTooShort(spans: TimeSpan[], note: string): ProposedSpans {
  return { spans, note: spans.length > 0 ? note : `${note} That is too short for a clip.` }
}

/** `9.5 s`, `12 min 4 s` */
function durationText(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

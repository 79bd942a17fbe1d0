import type { core } from 'zod'
import { proposeJob } from '#core/areas/cutting/propose-job.ts'
import type { Study } from '#core/study-services.ts'
import type { ClipRow } from '#shared/domain/clip.ts'
import { cutMethodSchema } from '#shared/domain/cut.ts'
import type { CutMethod, CutProposal } from '#shared/domain/cut.ts'
import { AppError } from '#shared/errors.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export const cutMethods = ['fixed', 'speech', 'face'] as const

/** As on the command line: lengths in seconds, pauses in ms. */
export interface ProposeOptions {
  readonly video: string
  readonly method: (typeof cutMethods)[number]
  readonly length?: number
  readonly stride?: number
  readonly silence?: number
  readonly threshold?: number
  readonly gap?: number
  readonly min?: number
  readonly max?: number
  readonly apply?: boolean
}

function spanText({ startMs, endMs }: TimeSpan): string {
  return `${formatTimecode(startMs)} to ${formatTimecode(endMs)}`
}

function describeClip(clip: ClipRow): Record<string, unknown> {
  const { id, videoId, ordinal, startMs, endMs, excluded, captioned, predicted, grade, problem } = clip
  return {
    ...{ id, ordinal, video: videoId, file: clip.fileName },
    ...{ patient: clip.patientCode, visit: clip.visitLabel, startMs, endMs },
    ...{ excluded, captioned, predicted, grade, problem },
  }
}

function clipLine(clip: ClipRow): string {
  const visit = `${clip.patientCode} ${clip.visitLabel}`
  const excluded = clip.excluded ? ', excluded' : ''
  return `${visit} clip ${clip.ordinal}: ${clip.fileName} (video ${clip.videoId}), ${spanText(clip)}${excluded}`
}

export function clipsListCommand(given: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given.study, (study) => {
      const clips = study.library.clips()
      return { document: { clips: clips.map(describeClip) }, lines: clips.map(clipLine), failures: [] }
    })
}

/** Every video has a clip, so the clips name every video. */
function findVideo(study: Study, given: string): number {
  const videos = new Map(study.library.clips().map((clip) => [clip.videoId, clip]))
  const byNumber = /^\d+$/.test(given) ? videos.get(Number(given)) : undefined
  const named = [...videos.values()].filter(({ fileName }) => fileName.toLowerCase() === given.toLowerCase())
  const [found, other] = byNumber === undefined ? named : [byNumber]
  if (found === undefined) throw new AppError('not-found', `There is no video “${given}” in this study.`)
  if (other !== undefined) {
    const choice = named.map((clip) => `${clip.videoId} (${clip.patientCode} ${clip.visitLabel})`).join(', ')
    throw new AppError('bad-request', `Several videos are called “${given}”. Give the number: ${choice}.`)
  }
  return found.videoId
}

const inMs = (seconds: number): number => Math.round(seconds * 1000)

function methodOf({ method: kind, ...given }: ProposeOptions): CutMethod {
  const { length = 10, stride = length, silence = 700, threshold = 10, gap = 2, min = 3, max = 30 } = given
  const lengths = { minLengthMs: inMs(min), maxLengthMs: inMs(max) }
  const methods = {
    fixed: { kind: 'fixed', lengthMs: inMs(length), strideMs: inMs(stride) },
    speech: { kind: 'speech', silenceMs: silence, thresholdDb: threshold, ...lengths },
    face: { kind: 'face', gapMs: inMs(gap), ...lengths },
  } as const
  const parsed = cutMethodSchema.safeParse(methods[kind])
  if (parsed.success) return parsed.data
  throw new AppError('bad-request', parsed.error.issues.map(rangeSentence).join(' '))
}

/** What an option of the command line is called, and how much of the method's unit one of it is. */
const optionNames: Readonly<Record<string, readonly [name: string, unit: number]>> = {
  lengthMs: ['length', 1000],
  strideMs: ['stride', 1000],
  silenceMs: ['silence', 1],
  thresholdDb: ['threshold', 1],
  gapMs: ['gap', 1000],
  minLengthMs: ['min', 1000],
  maxLengthMs: ['max', 1000],
}

function rangeSentence(issue: core.$ZodIssue): string {
  const field = String(issue.path[0])
  const [name, unit] = optionNames[field] ?? [field, 1]
  if (issue.code === 'too_small') return `--${name} is at least ${Number(issue.minimum) / unit}.`
  if (issue.code === 'too_big') return `--${name} is at most ${Number(issue.maximum) / unit}.`
  return `--${name}: ${issue.message}.`
}

function apply(study: Study, { videoId, method, spans }: CutProposal): void {
  if (spans.length === 0) {
    throw new AppError('nothing-to-do', 'No clip is proposed, so the clips of the video stay as they are.')
  }
  study.cuts.edit(videoId, { kind: 'replace', spans, origin: method.kind })
}

export function clipsProposeCommand(given: { readonly study: string } & ProposeOptions) {
  return (context: CliContext): Promise<Outcome> => {
    const applied = given.apply ?? false
    const method = methodOf(given)
    return context[applied ? 'open' : 'read'](given.study, async (study) => {
      const videoId = findVideo(study, given.video)
      const { result } = await context.run('Proposing clips', study, (jobs) =>
        jobs.start(proposeJob, { videoId, method }),
      )
      if (applied) apply(study, result)
      const { spans, note } = result
      const what = applied ? 'The video has now' : 'Nothing was written. Proposed:'
      const count = `${spans.length} ${spans.length === 1 ? 'clip' : 'clips'}`
      return {
        document: { video: videoId, method, spans, note, applied },
        lines: [note, ...spans.map((span) => `  ${spanText(span)}`), `${what} ${count}.`],
        failures: [],
      }
    })
  }
}

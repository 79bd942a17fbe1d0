import { AppError } from '../../src-shared/errors.ts'
import type { ClipRow } from '../../src-shared/domain/clip.ts'
import type { CutClip, CutEdit, CutMethod, CutProposal, CutState } from '../../src-shared/domain/cut.ts'
import type { TimeSpan } from '../../src-shared/time/interval.ts'
import type { Job } from '../../src-shared/domain/job.ts'
import type { FrameTimes, VideoStrip } from '../../src-shared/domain/strip.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'
import type { FakeStudy } from './fake-study.ts'
import { interviewFile, seededRandom } from './fake-study.ts'
import { newsOf } from '../../src-shared/ipc/contract/study.ts'

export const interviewId = 9001
export const interviewMs = 2_520_000

/** Adds a 42-minute interview to the first visit of the study, cut into some clips already. */
export function addInterview(study: FakeStudy, cuts: readonly TimeSpan[] = interviewCuts()): void {
  const [template] = study.clips
  if (template === undefined) return
  const rows = cuts.map((span, index): ClipRow => ({
    ...template,
    ...span,
    id: 90_000 + index + 1,
    videoId: interviewId,
    fileName: interviewFile,
    ordinal: 100 + index,
    captioned: index % 3 === 0,
    excluded: index % 7 === 4,
    problem: null,
  }))
  study.clips = [...rows, ...study.clips]
}

/** Answers of ten to thirty seconds with a question of some seconds before each. */
function interviewCuts(): TimeSpan[] {
  const random = seededRandom(3)
  const cuts: TimeSpan[] = []
  for (let startMs = 6000; startMs < interviewMs - 60_000;) {
    const lengthMs = 10_000 + Math.round(random() * 500) * 40
    cuts.push({ startMs, endMs: startMs + lengthMs })
    startMs += lengthMs + (random() < 0.4 ? 0 : 2000 + Math.round(random() * 200) * 40)
  }
  return cuts
}

/** 25 pictures a second, as a phone records: now and then one comes late. */
export function fakeFrameTimes(durationMs: number): FrameTimes {
  const count = Math.floor(durationMs / 40)
  const ticks = Float64Array.from({ length: count }, (_, frame) => frame * 40 + (frame % 50 === 49 ? 12 : 0))
  return { timeBase: { numerator: 1, denominator: 1000 }, ticks, timesMs: ticks.slice() }
}

/** Speech in stretches with pauses between them; two values a tenth of a second. */
function fakePeaks(durationMs: number): Float32Array {
  const random = seededRandom(11)
  const peaks = new Float32Array(Math.floor(durationMs / 50))
  let speaks = true
  let left = 40
  for (let step = 0; step < peaks.length; step += 1) {
    if (left <= 0) {
      speaks = !speaks
      left = speaks ? 60 + random() * 260 : 12 + random() * 40
    }
    left -= 1
    peaks[step] = speaks
      ? 0.05 + 0.5 * random() * (0.5 + 0.5 * Math.abs(Math.sin(step / 7)))
      : 0.004 * random()
  }
  return peaks
}

export function fakeStrip(videoId: number, durationMs: number, part: Partial<VideoStrip> = {}): VideoStrip {
  const intervalMs = durationMs > 600_000 ? 2000 : 500
  return {
    videoId,
    state: 'ready',
    message: null,
    tileWidth: 96,
    tileHeight: 54,
    intervalMs,
    columns: 10,
    rows: 10,
    tiles: Math.floor(durationMs / intervalMs) + 1,
    waveform: { stepMs: 50, peaks: fakePeaks(durationMs) },
    ...part,
  }
}

type Change = (clips: CutClip[], nextId: () => number) => CutClip[]

function changeOf(edit: CutEdit): Change {
  const made = (id: number, span: TimeSpan, part: Partial<CutClip> = {}): CutClip => ({
    id,
    ...span,
    origin: 'hand',
    excluded: false,
    captioned: false,
    ...part,
  })
  switch (edit.kind) {
    case 'replace':
      return (_, nextId) => edit.spans.map((span) => made(nextId(), span, { origin: edit.origin }))
    case 'split':
      return (clips, nextId) =>
        clips.flatMap((clip) =>
          clip.id !== edit.clipId
            ? [clip]
            : [{ ...clip, endMs: edit.atMs }, made(nextId(), { startMs: edit.atMs, endMs: clip.endMs })],
        )
    case 'merge':
      return (clips, nextId) => {
        const parts = clips.filter((clip) => edit.clipIds.includes(clip.id))
        const span = {
          startMs: Math.min(...parts.map((clip) => clip.startMs)),
          endMs: Math.max(...parts.map((clip) => clip.endMs)),
        }
        return [...clips.filter((clip) => !parts.includes(clip)), made(nextId(), span)]
      }
    case 'trim':
      return (clips) => clips.map((clip) => (clip.id === edit.clipId ? { ...clip, ...edit.span } : clip))
    case 'exclude':
      return (clips) =>
        clips.map((clip) => (edit.clipIds.includes(clip.id) ? { ...clip, excluded: edit.excluded } : clip))
    case 'add':
      return (clips, nextId) => [...clips, made(nextId(), edit.span)]
    case 'remove':
      return (clips) => clips.filter((clip) => !edit.clipIds.includes(clip.id))
  }
}

function proposedSpans(method: CutMethod, durationMs: number): TimeSpan[] {
  const random = seededRandom(5)
  const spans: TimeSpan[] = []
  const most = method.kind === 'fixed' ? method.lengthMs : method.maxLengthMs
  for (let startMs = 0; startMs + 1000 < durationMs;) {
    const lengthMs = method.kind === 'fixed' ? most : most * (0.4 + random() * 0.6)
    const endMs = Math.min(durationMs, startMs + lengthMs)
    spans.push({ startMs, endMs })
    startMs = method.kind === 'fixed' ? startMs + method.strideMs : endMs + 400 + random() * 3000
  }
  return spans
}

const notes: Readonly<Record<CutMethod['kind'], string>> = {
  fixed: '',
  speech: 'Speech in 71 % of the video; 214 pauses are long enough.',
  face: "The patient's face is there for 88 % of the video, longest gap 41 s.",
}

/** Cutting as main answers it, held in memory; the rows of the library go along. */
export function cutHandlers(bridge: FakeBridge): FakeHandlers {
  const states = new Map<number, CutState>()
  const proposals = new Map<string, CutProposal>()
  let lastId = 95_000

  function rowsOf(videoId: number): ClipRow[] {
    const rows = bridge.study?.clips.filter((clip) => clip.videoId === videoId) ?? []
    if (rows.length === 0) throw new AppError('not-found', 'This video is not in the study.')
    return rows
  }
  function stateOf(videoId: number): CutState {
    const known = states.get(videoId)
    if (known !== undefined) return known
    const clips = rowsOf(videoId).map(({ id, startMs, endMs, excluded, captioned }): CutClip => ({
      id,
      startMs,
      endMs,
      origin: videoId === interviewId ? 'speech' : 'whole',
      excluded,
      captioned,
    }))
    const durationMs = videoId === interviewId ? interviewMs : Math.max(...clips.map((clip) => clip.endMs))
    const state: CutState = { videoId, startMs: 0, durationMs, clips }
    states.set(videoId, state)
    return state
  }
  function put(videoId: number, clips: readonly CutClip[]): CutState {
    const sorted = [...clips].sort((a, b) => a.startMs - b.startMs)
    const state = { ...stateOf(videoId), clips: sorted }
    states.set(videoId, state)
    const { study } = bridge
    const [template] = rowsOf(videoId)
    if (study !== null && template !== undefined) {
      const first = study.clips.indexOf(template)
      const others = study.clips.filter((row) => row.videoId !== videoId)
      const rows = sorted.map((clip, index): ClipRow => ({ ...template, ...clip, ordinal: index + 1 }))
      study.clips = [...others.slice(0, first), ...rows, ...others.slice(first)]
      bridge.emit('study.changed', newsOf(['clips']))
    }
    return state
  }
  function startJob(kind: Job['kind'], title: string, summary: string): string {
    lastId += 1
    const base = {
      kind,
      title,
      done: 0,
      total: 10,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
      startedUtc: new Date().toISOString(),
    }
    const job: Job = { ...base, jobId: `${kind}-${String(lastId)}`, status: 'done', done: 10, summary }
    queueMicrotask(() => {
      bridge.emit('job.changed', { ...job, done: 3, status: 'running', etaMs: 9000, pausable: false })
      setTimeout(() => {
        bridge.emit('job.changed', job)
      }, 0)
    })
    return job.jobId
  }

  return {
    'cut.state': ({ videoId }) => stateOf(videoId),
    'cut.propose': ({ videoId, method }) => {
      const spans = proposedSpans(method, stateOf(videoId).durationMs)
      const jobId = startJob('cut', 'Proposing clips', `Proposed ${String(spans.length)} clips.`)
      proposals.set(jobId, { videoId, method, spans, note: notes[method.kind] })
      return { jobId }
    },
    'cut.proposal': ({ jobId }) => {
      const proposal = proposals.get(jobId)
      if (proposal === undefined) throw new AppError('not-found', 'This proposal is not ready.')
      return proposal
    },
    'cut.edit': ({ videoId, edit }) => {
      const before = stateOf(videoId).clips
      const after = changeOf(edit)([...before], () => (lastId += 1))
      bridge.journal.write({
        label: `${edit.kind} of clips`,
        place: { kind: 'cut', videoId, clipId: null },
        undo: () => void put(videoId, before),
        redo: () => void put(videoId, after),
      })
      return put(videoId, after)
    },
    'video.frames': ({ videoId }) => fakeFrameTimes(stateOf(videoId).durationMs),
    'video.strip': ({ videoId }) => fakeStrip(videoId, stateOf(videoId).durationMs),
    'video.makeProxy': () => ({
      jobId: startJob('proxy', 'Making a copy for the player', 'The video can be played now.'),
    }),
  }
}

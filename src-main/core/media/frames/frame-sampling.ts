import { videoSpan } from '#shared/domain/video-span.ts'
import { announcePicture, type FrameStamp } from '../ffmpeg/ffmpeg-log.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import type { FrameRequest } from '../types.ts'

/**
 * Which frames of a span are looked at. By rate: the span is divided into equal cells from its start on, and the
 * first frame of each cell is taken; at most one per cell, evenly spread whatever the frame rate. By counting:
 * every n-th frame of the span is taken. Either way the same frames for the same request on every machine.
 *
 * ffmpeg's `select` filter does this while decoding, and the reader checks it again, because the filter starts anew
 * when the picture format changes in the middle of a file: a cell it serves twice is told by its time, but a
 * count that it lost cannot be made good; such a span is read once more with every frame passed and counted here.
 */
export type SamplingPlan = RatePlan | CountPlan

interface SpanPlan {
  /** Half-open span, in seconds of the file's own time stamps. */
  readonly startSeconds: number
  readonly endSeconds: number
  /** Where reading begins: at the start, or at the last frame that was handled before. */
  readonly fromSeconds: number
  /** Infinite when there is no such limit. */
  readonly maxFrames: number
}

export interface RatePlan extends SpanPlan {
  readonly kind: 'rate'
  readonly cellSeconds: number
}

interface CountPlan extends SpanPlan {
  readonly kind: 'every'
  readonly frames: number
}

/**
 * Time stamps are rounded by containers and callers alike; a frame this little before a bound counts as on it.
 * Both ends move alike, so that adjacent spans never share a frame.
 */
export const toleranceSeconds = 0.000_05

/**
 * A cell begins this much early: Matroska rounds to whole milliseconds, and a frame rounded down must not fall
 * into the cell before, where it would be left out.
 */
export const cellToleranceSeconds = 0.000_6

/** `select` is given its numbers with so many decimals; the plan is rounded alike, so that both sides agree. */
const decimals = 9

export type SampledVideo = Pick<VideoFacts, 'playerOffsetMs' | 'declaredEndMs'> & {
  readonly probe: Pick<VideoFacts['probe'], 'startMs' | 'durationMs'>
}

export type SpanRequest = Pick<FrameRequest, 'startMs' | 'endMs' | 'sampling'>

/**
 * A span is sampled from the first picture on, where that begins late, and up to the declared end, so that recordings in
 * parts whose time stamps go on are all looked at as densely.
 */
export function planSampling(
  { startMs: askedMs, endMs, sampling }: SpanRequest,
  video: SampledVideo,
): SamplingPlan {
  const startMs = Math.max(askedMs, videoSpan(video.probe).startMs)
  const seconds = (playerMs: number) => (playerMs + video.playerOffsetMs) / 1000 - toleranceSeconds
  const span = {
    startSeconds: rounded(seconds(startMs)),
    endSeconds: rounded(seconds(endMs)),
    fromSeconds: rounded(seconds(startMs)),
    maxFrames: sampling.maxFrames ?? Number.POSITIVE_INFINITY,
  }
  if (sampling.kind === 'every') return { ...span, kind: 'every', frames: sampling.frames }
  const lengthMs = Math.min(endMs, video.declaredEndMs) - startMs
  const thinnestMs = lengthMs > 0 ? lengthMs / sampling.maxFrames : 0
  return {
    ...span,
    kind: 'rate',
    cellSeconds: roundedDown(Math.max(1000 / sampling.fps, thinnestMs) / 1000),
  }
}

/** The same plan, read from one of its frames on. Both ways of sampling go on from it as they did before. */
export function planFrom(plan: SamplingPlan, seconds: number): SamplingPlan {
  return { ...plan, fromSeconds: rounded(seconds - toleranceSeconds) }
}

/** Which frames of the span the filter lets through to the reader. */
export type Passed = 'planned' | 'all'

export interface FrameCheckOptions {
  readonly passed: Passed
  /** Time of the last frame of the plan that was handled before, where `planFrom` let it begin again. */
  readonly handledSeconds: number | null
}

/** Is told the pictures that came, one after the other, and says which of them are the plan's and still to do. */
export function createFrameCheck(
  plan: SamplingPlan,
  { passed, handledSeconds }: FrameCheckOptions,
): (stamp: Pick<FrameStamp, 'seconds' | 'graph'>) => 'planned' | 'other' | 'count-lost' {
  let lastCell = handledSeconds === null || plan.kind === 'every' ? -1 : cellOf(plan, handledSeconds)
  let count = 0
  let firstGraph: number | null = null
  const isDone = (seconds: number) => handledSeconds !== null && seconds <= handledSeconds
  return ({ seconds, graph }) => {
    if (!(seconds >= plan.fromSeconds && seconds < plan.endSeconds)) return 'other'
    if (plan.kind === 'every') {
      firstGraph ??= graph
      if (passed === 'planned' && graph !== firstGraph) return 'count-lost'
      const isCounted = passed === 'planned' || count++ % plan.frames === 0
      return isCounted && !isDone(seconds) ? 'planned' : 'other'
    }
    const cell = cellOf(plan, seconds)
    if (cell <= lastCell) return 'other'
    lastCell = cell
    return 'planned'
  }
}

/** Cell 0 begins with the span. */
function cellOf({ startSeconds, cellSeconds }: RatePlan, seconds: number): number {
  return Math.floor((seconds - startSeconds + cellToleranceSeconds) / cellSeconds)
}

/**
 * The `select` filter for plans that follow each other without overlap, all of one kind; it also announces every
 * picture. With `keepFirst` it lets the very first decoded frame through as well, which tells where a seek has landed.
 */
export function selectFilter(
  plans: readonly SamplingPlan[],
  { passed, keepFirst }: { passed: Passed; keepFirst: boolean },
): string {
  const wanted = plans.reduceRight((others, plan, index) => {
    const from = plan.fromSeconds.toFixed(decimals)
    const inSpan = `gte(t,${from})*lt(t,${plan.endSeconds.toFixed(decimals)})`
    const place = index + 1
    const planned = plan.kind === 'rate' ? firstOfCell(plan, place) : everyNth(plan, place)
    return `if(${inSpan},${passed === 'all' ? '1' : planned},${others})`
  }, '0')
  return `select='${announcePicture}+${keepFirst ? `max(eq(n,0),${wanted})` : wanted}'`
}

/** More cells than a span can have: those of the next one begin behind them. */
const cellsApart = 1e7

/** Variable 1: this frame's cell. Variable 0: the highest cell that was served. */
function firstOfCell({ startSeconds, cellSeconds }: RatePlan, place: number): string {
  const sinceStart = `t-${startSeconds.toFixed(decimals)}+${cellToleranceSeconds.toFixed(decimals)}`
  const before = String(place * cellsApart)
  const thisCell = `floor((${sinceStart})/${cellSeconds.toFixed(decimals)})+${before}`
  return `if(gt(st(1,${thisCell}),ld(0)),gt(st(0,ld(1)),0),0)`
}

/** Variable 0: how many frames of the span were seen. Variable 1: the place of the span that they are of. */
function everyNth({ frames }: CountPlan, place: number): string {
  const seen = `if(eq(ld(1),${place}),ld(0),0*st(1,${place}))`
  return `eq(mod(st(0,${seen}+1)-1,${frames}),0)`
}

/** A cell a trace too long would, in time, swallow a frame of a video that has just the rate asked for. */
function roundedDown(seconds: number): number {
  const steps = 10 ** decimals
  return Math.floor(seconds * steps) / steps
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(decimals))
}

/**
 * Which frames of a span are looked at. The span is divided into equal cells from its start on, and the first
 * frame of each cell is taken: at most one per cell, evenly spread whatever the frame rate, the same frames
 * for the same request on every machine.
 *
 * ffmpeg's `select` filter does this while decoding, and the reader checks it again by the same arithmetic
 * (ffmpeg forgets what it selected when the picture format changes in the middle of a file).
 */
export interface SamplingPlan {
  /** Half-open span, in seconds of the file's own time stamps. */
  readonly startSeconds: number
  readonly endSeconds: number
  readonly cellSeconds: number
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
const cellToleranceSeconds = 0.000_6

/** `select` is given its numbers with so many decimals; the plan is rounded alike, so that both sides agree. */
const decimals = 9

export interface SpanRequest {
  readonly startMs: number
  readonly endMs: number
  readonly fps: number
  readonly maxFrames: number
}

/** `playerOffsetMs` and `durationMs` as in the video's facts; a span that ends later is sampled up to there. */
export function planSampling(
  span: SpanRequest,
  video: { readonly playerOffsetMs: number; readonly durationMs: number },
): SamplingPlan {
  const lengthMs = Math.min(span.endMs, video.durationMs) - span.startMs
  const thinnestMs = lengthMs > 0 ? lengthMs / span.maxFrames : 0
  const seconds = (playerMs: number) => (playerMs + video.playerOffsetMs) / 1000 - toleranceSeconds
  return {
    startSeconds: rounded(seconds(span.startMs)),
    endSeconds: rounded(seconds(span.endMs)),
    cellSeconds: roundedDown(Math.max(1000 / span.fps, thinnestMs) / 1000),
  }
}

/** Number of the cell that a time stamp lies in, from 0; null outside the span. */
export function cellOf(seconds: number, plan: SamplingPlan): number | null {
  if (!(seconds >= plan.startSeconds && seconds < plan.endSeconds)) return null
  return Math.floor((seconds - plan.startSeconds + cellToleranceSeconds) / plan.cellSeconds)
}

/**
 * The `select` filter for a plan. With `keepFirst` it also lets the very first decoded frame through, which
 * tells where a seek has landed.
 */
export function selectFilter(plan: SamplingPlan, { keepFirst }: { keepFirst: boolean }): string {
  const start = plan.startSeconds.toFixed(decimals)
  const sinceStart = `t-${start}+${cellToleranceSeconds.toFixed(decimals)}`
  const end = plan.endSeconds.toFixed(decimals)
  const cell = plan.cellSeconds.toFixed(decimals)
  // Variable 1: this frame's cell, from 1; 0 outside the span. Variable 0: the highest cell that was served.
  const thisCell = `st(1,if(gte(t,${start})*lt(t,${end}),floor((${sinceStart})/${cell})+1,0))`
  const firstOfCell = 'if(gt(ld(1),ld(0)),gt(st(0,ld(1)),0),0)'
  return `select='${thisCell};${keepFirst ? `max(eq(n,0),${firstOfCell})` : firstOfCell}'`
}

/** A cell a trace too long would, in time, swallow a frame of a video that has just the rate asked for. */
function roundedDown(seconds: number): number {
  const steps = 10 ** decimals
  return Math.floor(seconds * steps) / steps
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(decimals))
}

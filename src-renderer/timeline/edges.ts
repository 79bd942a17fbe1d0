import type { TimeSpan } from '#shared/time/interval.ts'
import { frameShownAt, frameStart, nearestFrameStart } from '../composables/frame-index.ts'
import type { TimelineItem } from './lanes.ts'

/** Edges of a span that are moved, by pointer or key. They stop at starts of frames: a span holds whole frames. */
export type SpanEdge = 'start' | 'end'

export interface EdgeRules {
  /** Presentation times of the video's frames. */
  readonly timesMs: Float64Array
  /** How far the edges may go. */
  readonly limits: TimeSpan
  /** Where the video ends. */
  readonly durationMs: number
}

/** How far an item's edges may be dragged: to its neighbours, unless it overlaps them already. */
export function edgeLimits(items: readonly TimelineItem[], id: number, bounds: TimeSpan): TimeSpan {
  const index = items.findIndex((each) => each.id === id)
  const item = items[index]
  if (item === undefined) return bounds
  const before = items[index - 1]
  const after = items[index + 1]
  return {
    startMs: before !== undefined && before.endMs <= item.startMs ? before.endMs : bounds.startMs,
    endMs: after !== undefined && after.startMs >= item.endMs ? after.startMs : bounds.endMs,
  }
}

/** The span with one edge moved to the frame start nearest to `timeMs`; one frame at least is left. */
export function movedEdge(
  span: TimeSpan,
  to: { edge: SpanEdge; timeMs: number },
  { timesMs, limits, durationMs }: EdgeRules,
): TimeSpan {
  const snappedMs = nearestFrameStart(timesMs, to.timeMs, durationMs)
  if (to.edge === 'start') {
    const lastStartMs = timesMs[lastFrameOf(span, timesMs)] ?? span.startMs
    return { ...span, startMs: Math.max(limits.startMs, Math.min(snappedMs, lastStartMs)) }
  }
  const firstEndMs = frameStart(timesMs, frameShownAt(timesMs, span.startMs) + 1, durationMs)
  return { ...span, endMs: Math.min(limits.endMs, Math.max(snappedMs, firstEndMs)) }
}

/** Where an edge goes by one frame, or by `jumpMs` where that is given. */
export function edgeStep(
  span: TimeSpan,
  step: { edge: SpanEdge; direction: 1 | -1; jumpMs?: number },
  { timesMs, durationMs }: EdgeRules,
): number {
  const fromMs = step.edge === 'start' ? span.startMs : span.endMs
  if (step.jumpMs !== undefined) return fromMs + step.direction * step.jumpMs
  const wanted = timesMs[frameShownAt(timesMs, fromMs) + step.direction] ?? fromMs
  // At the end of the video no frame begins: one back is the last frame's start.
  const isAtEnd = step.edge === 'end' && span.endMs >= durationMs
  return isAtEnd && step.direction === -1 ? (timesMs.at(-1) ?? wanted) : wanted
}

/** Where the frame inside the span beside its edge begins. */
export function frameBeside(edge: SpanEdge, span: TimeSpan, timesMs: Float64Array): number {
  return edge === 'start' ? span.startMs : (timesMs[lastFrameOf(span, timesMs)] ?? span.startMs)
}

/** The last frame that begins before the span's end. */
function lastFrameOf(span: TimeSpan, timesMs: Float64Array): number {
  return frameShownAt(timesMs, span.endMs - 0.1)
}

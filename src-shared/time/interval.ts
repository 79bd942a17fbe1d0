import { firstAtOrAfter } from './ordered-times.ts'

/** A stretch of a video in ms of player time, half-open: what happens at `startMs` lies in it, at `endMs` not. */
export interface TimeSpan {
  readonly startMs: number
  readonly endMs: number
}

export function lengthOf({ startMs, endMs }: TimeSpan): number {
  return endMs - startMs
}

export function holdsTime({ startMs, endMs }: TimeSpan, timeMs: number): boolean {
  return startMs <= timeMs && timeMs < endMs
}

/** Spans that only touch do not overlap. */
export function overlaps(a: TimeSpan, b: TimeSpan): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs
}

export function isWithin(inner: TimeSpan, outer: TimeSpan): boolean {
  return inner.startMs >= outer.startMs && inner.endMs <= outer.endMs
}

export function isSameSpan(a: TimeSpan, b: TimeSpan): boolean {
  return a.startMs === b.startMs && a.endMs === b.endMs
}

/** What two spans have in common; null where that is nothing. */
export function overlapOf(a: TimeSpan, b: TimeSpan): TimeSpan | null {
  const startMs = Math.max(a.startMs, b.startMs)
  const endMs = Math.min(a.endMs, b.endMs)
  return startMs < endMs ? { startMs, endMs } : null
}

/** The nearest time within a span, both ends included. */
export function clampTime(timeMs: number, { startMs, endMs }: TimeSpan): number {
  return Math.min(Math.max(timeMs, startMs), endMs)
}

/** What of a span lies in another; of no length at the nearer end where nothing does. */
export function clampSpan(span: TimeSpan, within: TimeSpan): TimeSpan {
  const startMs = clampTime(span.startMs, within)
  return { startMs, endMs: Math.max(startMs, clampTime(span.endMs, within)) }
}

/** From the earliest start to the latest end, with what lies between; of one span at least. */
export function hullOf(spans: readonly TimeSpan[]): TimeSpan {
  return {
    startMs: Math.min(...spans.map(({ startMs }) => startMs)),
    endMs: Math.max(...spans.map(({ endMs }) => endMs)),
  }
}

/**
 * What any of the spans covers, in order of time. Spans that overlap or touch become one, and so do those with less than
 * `bridgeMs` between them.
 *
 * @param spans in any order
 */
export function unionOf(spans: readonly TimeSpan[], bridgeMs = 0): TimeSpan[] {
  const union: TimeSpan[] = []
  for (const { startMs, endMs } of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = union.at(-1)
    if (last === undefined || (startMs > last.endMs && startMs - last.endMs >= bridgeMs)) {
      union.push({ startMs, endMs })
    } else union[union.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) }
  }
  return union
}

/**
 * What of a span is left when others are taken out of it, in order of time.
 *
 * @param others in any order; they may overlap and reach beyond the span
 */
export function subtractSpans(span: TimeSpan, others: readonly TimeSpan[]): TimeSpan[] {
  const left: TimeSpan[] = []
  let { startMs } = span
  for (const other of unionOf(others.filter((each) => overlaps(each, span)))) {
    if (other.startMs > startMs) left.push({ startMs, endMs: other.startMs })
    startMs = other.endMs
  }
  if (startMs < span.endMs) left.push({ startMs, endMs: span.endMs })
  return left
}

/**
 * The mark nearest to a time, the earlier of two that are equally near; the ends of `bounds` are marks as well, and
 * beyond them there are none. Two times never change places.
 *
 * @param marksMs ascending, e.g. the starts of a video's frames
 */
export function snapTime(timeMs: number, marksMs: ArrayLike<number>, { startMs, endMs }: TimeSpan): number {
  if (timeMs <= startMs) return startMs
  if (timeMs >= endMs) return endMs
  const next = firstAtOrAfter(marksMs, timeMs)
  const beforeMs = Math.max(startMs, marksMs[next - 1] ?? startMs)
  const afterMs = Math.min(endMs, marksMs[next] ?? endMs)
  return timeMs - beforeMs <= afterMs - timeMs ? beforeMs : afterMs
}

import type { TimeSpan } from '#shared/time/interval.ts'
import { holdsTime, overlaps, subtractSpans } from '#shared/time/interval.ts'

/** The first of the spans that the time lies in; null where there is none. */
export function spanAt<Span extends TimeSpan>(spans: readonly Span[], timeMs: number): Span | null {
  return spans.find((span) => holdsTime(span, timeMs)) ?? null
}

/** The stretch without a span around a time; null where there is a span. */
export function gapAt(spans: readonly TimeSpan[], timeMs: number, bounds: TimeSpan): TimeSpan | null {
  return spanAt(subtractSpans(bounds, spans), timeMs)
}

/** Those that touch the view. */
export function spansInView<Span extends TimeSpan>(spans: readonly Span[], view: TimeSpan): Span[] {
  return spans.filter((span) => overlaps(span, view))
}

const middleOf = ({ startMs, endMs }: TimeSpan): number => (startMs + endMs) / 2

/** The span whose middle is nearest in time to that of another; null among none. */
export function nearestInTime<Span extends TimeSpan>(spans: readonly Span[], to: TimeSpan): Span | null {
  const distance = (span: TimeSpan): number => Math.abs(middleOf(span) - middleOf(to))
  return spans.reduce<Span | null>(
    (best, span) => (best === null || distance(span) < distance(best) ? span : best),
    null,
  )
}

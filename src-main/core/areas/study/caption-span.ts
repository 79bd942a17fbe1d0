import { isWithin } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'

/** Containers round durations: a span may end this much after its clip. */
export const SPAN_TOLERANCE_MS = 100

/** A clip as what is said of it may lie in it. */
export function tolerant({ startMs, endMs }: TimeSpan): TimeSpan {
  return { startMs, endMs: endMs + SPAN_TOLERANCE_MS }
}

/** Null when the span is fine, else what is wrong with it, to follow the caption's name in a sentence. */
export function spanProblem(
  span: { startMs: number | null; endMs: number | null },
  clip: TimeSpan,
): string | null {
  const { startMs, endMs } = span
  if (startMs === null || endMs === null) return null
  if (endMs <= startMs) return 'ends before it begins'
  if (!isWithin({ startMs, endMs }, tolerant(clip))) {
    const spanText = `${formatTimecode(startMs)} to ${formatTimecode(endMs)}`
    return `(${spanText}) reaches beyond its clip, which ${clip.startMs > 0 ? `begins at ${formatTimecode(clip.startMs)} and ` : ''}ends at ${formatTimecode(clip.endMs)}`
  }
  return null
}

import { formatTimecode } from '#shared/time/timecode.ts'

/** Containers round durations: a span may end this much after its clip. */
export const SPAN_TOLERANCE_MS = 100

/** Null when the span is fine, else what is wrong with it, to follow the caption's name in a sentence. */
export function spanProblem(
  span: { startMs: number | null; endMs: number | null },
  clip: { startMs: number; endMs: number },
): string | null {
  if (span.startMs === null || span.endMs === null) return null
  if (span.endMs <= span.startMs) return 'ends before it begins'
  if (span.startMs < clip.startMs || span.endMs > clip.endMs + SPAN_TOLERANCE_MS) {
    const spanText = `${formatTimecode(span.startMs)} to ${formatTimecode(span.endMs)}`
    return `(${spanText}) reaches beyond its clip, which ${clip.startMs > 0 ? `begins at ${formatTimecode(clip.startMs)} and ` : ''}ends at ${formatTimecode(clip.endMs)}`
  }
  return null
}

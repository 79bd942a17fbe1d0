import type { TimeSpan } from '#shared/domain/cut.ts'

/**
 * Clips of one length, their starts a stride apart. What is left at the end is a shorter clip when it has at least half
 * the length; less than that is joined to the last clip, or left out where that does not reach it. A video
 * shorter than the length is one clip.
 */
export function fixedSpans(
  { lengthMs, strideMs }: { readonly lengthMs: number; readonly strideMs: number },
  durationMs: number,
): TimeSpan[] {
  const spans: TimeSpan[] = []
  for (let place = 0; ; place += 1) {
    const startMs = place * strideMs
    const last = spans.at(-1)
    if (startMs >= durationMs || last?.endMs === durationMs) return spans
    const endMs = Math.min(startMs + lengthMs, durationMs)
    if (last === undefined || endMs - startMs >= lengthMs / 2) spans.push({ startMs, endMs })
    else if (last.endMs >= startMs) spans[spans.length - 1] = { startMs: last.startMs, endMs: durationMs }
    else return spans
  }
}

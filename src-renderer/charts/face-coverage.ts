import type { SampledFrame } from '#shared/domain/prediction.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

/** One sampled frame with the stretch of time that it stands for. */
export interface FrameCell extends TimeSpan {
  readonly frame: SampledFrame
}

/** Each sampled frame stands for the time up to halfway to its neighbours, cut to the clip. */
export function frameCells(frames: readonly SampledFrame[], clip: TimeSpan): FrameCell[] {
  return frames.map((frame, index) => {
    const before = frames[index - 1]
    const after = frames[index + 1]
    const start = before === undefined ? clip.startMs : (before.timeMs + frame.timeMs) / 2
    const end = after === undefined ? clip.endMs : (after.timeMs + frame.timeMs) / 2
    return { frame, startMs: Math.max(clip.startMs, start), endMs: Math.min(clip.endMs, end) }
  })
}

/** Stretches in which no sampled frame showed the patient's face, usable or not; another person's may be seen. */
export function noFaceSpans(frames: readonly SampledFrame[], clip: TimeSpan): TimeSpan[] {
  const spans: { startMs: number; endMs: number }[] = []
  let open = false
  for (const cell of frameCells(frames, clip)) {
    const last = spans.at(-1)
    if (cell.frame.face !== null) open = false
    else if (open && last !== undefined) last.endMs = cell.endMs
    else {
      spans.push({ startMs: cell.startMs, endMs: cell.endMs })
      open = true
    }
  }
  return spans
}

/** `07.3` seconds, or `1:07.3` from one minute on. */
export function formatSeconds(timeMs: number): string {
  const tenths = Math.round(Math.max(0, timeMs) / 100)
  const minutes = Math.floor(tenths / 600)
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0')
  return minutes === 0 ? seconds : `${String(minutes)}:${seconds}`
}

/** One sentence for the clinician; null when the patient's face was seen in every sampled frame. */
export function noFaceSentence(frames: readonly SampledFrame[], clip: TimeSpan): string | null {
  const spans = noFaceSpans(frames, clip)
  if (spans.length === 0) return null
  if (!frames.some((frame) => frame.face !== null)) {
    return 'The patient’s face is not seen anywhere in this clip, so nothing can be predicted from it.'
  }
  const shown = spans
    .slice(0, 3)
    .map((span) => `between ${formatSeconds(span.startMs)} and ${formatSeconds(span.endMs)} s`)
  const rest = spans.length - shown.length
  if (rest > 0)
    return `The patient’s face is not seen ${shown.join(', ')} and in ${String(rest)} more stretches.`
  const last = shown.pop() ?? ''
  return `The patient’s face is not seen ${shown.length === 0 ? last : `${shown.join(', ')} and ${last}`}.`
}

import { isWithin } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { spanText } from '#shared/time/timecode.ts'
import { shownName } from '../../files/shown-name.ts'
import type { ClipToCut } from '../study/clip-repository.ts'
import { SPAN_TOLERANCE_MS, tolerant } from '../study/caption-span.ts'
import type { CaptionDraft } from './session-draft.ts'

/** Both null for the whole clip. */
export interface CaptionSpan {
  readonly startMs: number | null
  readonly endMs: number | null
}

export interface CaptionPlace {
  readonly clip: ClipToCut
  readonly span: CaptionSpan
}

/** Where it belongs, or why nobody can tell. */
export type PlaceOfCaption = { place: CaptionPlace; problem: null } | { place: null; problem: string }

/**
 * The clip that a caption is about: the one that the row names by its start and end, else one that it lies in. A video
 * that was cut has no clip for what was said of all of it.
 *
 * @param clips of the video that are there, at least one
 */
export function clipOfCaption(caption: CaptionDraft, clips: readonly ClipToCut[]): PlaceOfCaption {
  const named = caption.clipSpan === null ? null : nearestTo(caption.clipSpan, clips)
  if (named !== null) return { place: { clip: named, span: spanOf(caption, named) }, problem: null }
  const about = spanOfCaption(caption) ?? caption.clipSpan
  const [only] = clips
  const around = about === null ? undefined : clips.find((clip) => isIn(about, clip))
  const clip = around ?? (clips.length === 1 ? only : undefined)
  if (clip !== undefined) {
    return { place: { clip, span: spanOf({ ...caption, ...(about ?? {}) }, clip) }, problem: null }
  }
  const cut = `${shownName(caption.video)} was cut into ${clips.length} clips`
  return about === null
    ? { place: null, problem: `${cut}: say by clip_start_ms and clip_end_ms which of them is meant.` }
    : { place: null, problem: `The caption (${spanText(about)}) lies in none of them: ${cut}.` }
}

/** As it would be stored with this clip. A cue from the clip's start to its end is about the whole of it. */
export function spanOf(
  { startMs, endMs, mayBeWhole }: Pick<CaptionDraft, 'startMs' | 'endMs' | 'mayBeWhole'>,
  clip: TimeSpan,
): CaptionSpan {
  const isWhole =
    startMs !== null &&
    endMs !== null &&
    startMs <= clip.startMs + SPAN_TOLERANCE_MS &&
    endMs >= clip.endMs - SPAN_TOLERANCE_MS
  return mayBeWhole && isWhole ? { startMs: null, endMs: null } : { startMs, endMs }
}

function spanOfCaption({ startMs, endMs }: CaptionDraft): TimeSpan | null {
  return startMs === null || endMs === null ? null : { startMs, endMs }
}

function isIn(span: TimeSpan, clip: TimeSpan): boolean {
  return isWithin(span, tolerant(clip))
}

/** Another measurement of the same file may round its end; null when none is so near. */
function nearestTo(span: TimeSpan, clips: readonly ClipToCut[]): ClipToCut | null {
  const distance = (clip: TimeSpan) =>
    Math.max(Math.abs(clip.startMs - span.startMs), Math.abs(clip.endMs - span.endMs))
  const near = clips.filter((clip) => distance(clip) <= SPAN_TOLERANCE_MS)
  return near.reduce<ClipToCut | null>(
    (best, clip) => (best === null || distance(clip) < distance(best) ? clip : best),
    null,
  )
}

import type { ClipOrigin, CutEdit } from '#shared/domain/cut.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import { hullOf, isSameSpan, isWithin, overlaps } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode, spanText } from '#shared/time/timecode.ts'
import type { ClipToCut } from '../study/clip-repository.ts'
import { MIN_CLIP_MS, requireAllowedCount, requireClipSpan } from './clip-spans.ts'

/** A clip that is there after a step: a row that is made, brought back, changed or left as it is. */
export interface PutClip {
  readonly span: TimeSpan
  readonly origin: ClipOrigin
  readonly excluded: boolean
}

export interface EditPlan {
  /** Clips that make way; those whose span is put again stay. */
  readonly removed: readonly ClipToCut[]
  readonly put: readonly PutClip[]
  /**
   * Where a caption of a whole removed clip goes: into every clip that is put, or only into the one that the removed
   * clip lies in, because what was said of a long clip need not be true of each short one.
   */
  readonly wholeCaptions: 'into-each' | 'into-the-one-around'
}

/** The clips of one video that are there, in order of time. */
export interface ClipsOfVideo {
  readonly clips: readonly ClipToCut[]
  /** Where the video lies on its time axis. */
  readonly video: TimeSpan
}

/**
 * What a step of cutting changes, without carrying it out. Throws AppError `bad-request` or `not-found` with one
 * sentence.
 */
export function planEdit(given: ClipsOfVideo, edit: CutEdit): EditPlan {
  const plan = plansOf(given, edit)
  requireAllowedCount(plan.put.length)
  for (const { span } of plan.put) requireClipSpan(span, given.video)
  return plan
}

function plansOf(video: ClipsOfVideo, edit: CutEdit): EditPlan {
  switch (edit.kind) {
    case 'replace':
      return planReplace(video, edit)
    case 'split':
      return planSplit(video, edit)
    case 'merge':
      return planMerge(video, edit.clipIds)
    case 'trim':
      return planTrim(video, edit)
    case 'exclude':
      return planExclude(video, edit)
    case 'add':
      return planAdd(video, edit.span)
    case 'remove':
      return planRemove(video, edit.clipIds)
    default:
      return assertNever(edit)
  }
}

/** In order of time, each once. */
function findClips({ clips }: ClipsOfVideo, clipIds: readonly number[]): ClipToCut[] {
  const wanted = new Set(clipIds)
  const found = clips.filter(({ id }) => wanted.has(id))
  if (found.length < wanted.size) throw new AppError('not-found', 'This clip is no longer in the video.')
  return found
}

function findClip(video: ClipsOfVideo, clipId: number): ClipToCut {
  const [clip] = findClips(video, [clipId])
  if (clip === undefined) throw new AppError('not-found', 'This clip is no longer in the video.')
  return clip
}

function byHand(span: TimeSpan, excluded = false): PutClip {
  return { span, origin: 'hand', excluded }
}

function planReplace(
  { clips }: ClipsOfVideo,
  { spans, origin }: { spans: readonly TimeSpan[]; origin: ClipOrigin },
): EditPlan {
  const ordered = [...spans].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const twice = ordered.find((span, index) => {
    const next = ordered[index + 1]
    return next !== undefined && (origin === 'fixed' ? isSameSpan(span, next) : overlaps(span, next))
  })
  if (twice !== undefined) {
    const what = `The clip from ${spanText(twice)} overlaps the one after it. Only clips of a fixed length may overlap.`
    throw new AppError('bad-request', what)
  }
  return {
    removed: clips,
    put: ordered.map((span) => ({ span, origin, excluded: false })),
    wholeCaptions: 'into-the-one-around',
  }
}

function planSplit(video: ClipsOfVideo, { clipId, atMs }: { clipId: number; atMs: number }): EditPlan {
  const clip = findClip(video, clipId)
  const { startMs, endMs } = clip
  if (atMs < startMs + MIN_CLIP_MS || atMs > endMs - MIN_CLIP_MS) {
    const what = `The clip from ${spanText(clip)} cannot be split at ${formatTimecode(atMs)}: each part needs at least ${MIN_CLIP_MS} ms.`
    throw new AppError('bad-request', what)
  }
  const isExcluded = clip.state === 'excluded'
  const parts = [
    { startMs, endMs: atMs },
    { startMs: atMs, endMs },
  ]
  refuseClash(video, parts, [clip])
  return {
    removed: [clip],
    put: parts.map((span) => byHand(span, isExcluded)),
    wholeCaptions: 'into-each',
  }
}

function planMerge(video: ClipsOfVideo, clipIds: readonly number[]): EditPlan {
  const merged = findClips(video, clipIds)
  if (merged.length < 2) throw new AppError('bad-request', 'It takes two clips to merge them.')
  const span = hullOf(merged)
  const between = othersThan(video, merged).find((clip) => isWithin(clip, span))
  if (between !== undefined) {
    const what = `Only neighbours can be merged: the clip from ${spanText(between)} lies between them.`
    throw new AppError('bad-request', what)
  }
  refuseClash(video, [span], merged)
  const isExcluded = merged.every(({ state }) => state === 'excluded')
  return { removed: merged, put: [byHand(span, isExcluded)], wholeCaptions: 'into-each' }
}

function planTrim(video: ClipsOfVideo, { clipId, span }: { clipId: number; span: TimeSpan }): EditPlan {
  const clip = findClip(video, clipId)
  refuseClash(video, [span], [clip])
  return {
    removed: [clip],
    put: [isSameSpan(clip, span) ? asItIs(clip) : byHand(span, clip.state === 'excluded')],
    wholeCaptions: 'into-each',
  }
}

function asItIs({ startMs, endMs, origin, state }: ClipToCut): PutClip {
  return { span: { startMs, endMs }, origin, excluded: state === 'excluded' }
}

function planExclude(
  video: ClipsOfVideo,
  { clipIds, excluded }: { clipIds: readonly number[]; excluded: boolean },
): EditPlan {
  const put = findClips(video, clipIds).map((clip) => ({ ...asItIs(clip), excluded }))
  return { removed: [], put, wholeCaptions: 'into-each' }
}

function planAdd(video: ClipsOfVideo, span: TimeSpan): EditPlan {
  refuseClash(video, [span], [])
  return { removed: [], put: [byHand(span)], wholeCaptions: 'into-each' }
}

function planRemove(video: ClipsOfVideo, clipIds: readonly number[]): EditPlan {
  const removed = findClips(video, clipIds)
  if (removed.length === video.clips.length) {
    const what =
      'The last clip of a video cannot be removed. Exclude it instead: it is then neither predicted nor exported.'
    throw new AppError('bad-request', what)
  }
  return { removed, put: [], wholeCaptions: 'into-each' }
}

function othersThan({ clips }: ClipsOfVideo, own: readonly ClipToCut[]): ClipToCut[] {
  return clips.filter((clip) => !own.includes(clip))
}

/** Clips of a fixed length may overlap; a clip cut by hand overlaps no clip that it did not overlap before. */
function refuseClash(video: ClipsOfVideo, spans: readonly TimeSpan[], own: readonly ClipToCut[]): void {
  const clash = othersThan(video, own).find(
    (clip) =>
      spans.some((span) => isSameSpan(span, clip)) ||
      (spans.some((span) => overlaps(span, clip)) && !own.some((before) => overlaps(before, clip))),
  )
  if (clash === undefined) return
  throw new AppError(
    'bad-request',
    `There is a clip from ${spanText(clash)} already, and clips do not overlap.`,
  )
}

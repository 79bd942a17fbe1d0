import type { CutClip } from '#shared/domain/cut.ts'
import type { VideoStrip } from '#shared/domain/strip.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { frameShownAt, frameStart, nearestFrameStart } from '../../composables/frame-index.ts'

/** Geometry of the strips, pure: `view` is the stretch of the video that a strip of `width` px shows. */

/** No deeper: at 30 frames a second a frame is then some 20 px wide. */
export const shortestViewMs = 2000

export function toPx(timeMs: number, view: TimeSpan, width: number): number {
  return ((timeMs - view.startMs) / (view.endMs - view.startMs)) * width
}

export function toMs(px: number, view: TimeSpan, width: number): number {
  return view.startMs + (width === 0 ? 0 : px / width) * (view.endMs - view.startMs)
}

/** Within the video and no shorter than `shortestViewMs`; of its length as much as there is room for. */
export function clampView(view: TimeSpan, durationMs: number): TimeSpan {
  const whole = Math.max(durationMs, 1)
  const length = Math.min(whole, Math.max(shortestViewMs, view.endMs - view.startMs))
  const startMs = Math.min(Math.max(0, view.startMs), whole - length)
  return { startMs, endMs: startMs + length }
}

/** `factor` below 1 shows less, larger; the time `aroundMs` stays where it is on screen. */
export function zoomView(
  view: TimeSpan,
  change: { factor: number; aroundMs: number },
  durationMs: number,
): TimeSpan {
  const length = view.endMs - view.startMs
  const wanted = Math.min(durationMs, Math.max(shortestViewMs, length * change.factor))
  const share = (change.aroundMs - view.startMs) / length
  const startMs = change.aroundMs - share * wanted
  return clampView({ startMs, endMs: startMs + wanted }, durationMs)
}

export function panView(view: TimeSpan, byMs: number, durationMs: number): TimeSpan {
  return clampView({ startMs: view.startMs + byMs, endMs: view.endMs + byMs }, durationMs)
}

/** A stretch with some room on both sides. */
export function viewAround(span: TimeSpan, durationMs: number): TimeSpan {
  const room = Math.max((span.endMs - span.startMs) * 0.25, shortestViewMs / 4)
  return clampView({ startMs: span.startMs - room, endMs: span.endMs + room }, durationMs)
}

/** The same view when the time lies in it, else one of the same length that begins shortly before it. */
export function revealTime(view: TimeSpan, timeMs: number, durationMs: number): TimeSpan {
  if (timeMs >= view.startMs && timeMs < view.endMs) return view
  const length = view.endMs - view.startMs
  const startMs = timeMs - length * 0.1
  return clampView({ startMs, endMs: startMs + length }, durationMs)
}

/** Those that touch the view. */
export function spansInView<Span extends TimeSpan>(spans: readonly Span[], view: TimeSpan): Span[] {
  return spans.filter((span) => span.endMs > view.startMs && span.startMs < view.endMs)
}

export const mostLanes = 3

/** The row that each clip lies in, so that overlapping clips can be told apart: the first row with room. */
export function clipLanes(clips: readonly CutClip[]): { lanes: ReadonlyMap<number, number>; count: number } {
  const lanes = new Map<number, number>()
  const ends: number[] = []
  for (const [index, clip] of clips.entries()) {
    const free = ends.findIndex((endMs) => endMs <= clip.startMs)
    const lane = free !== -1 ? free : ends.length < mostLanes ? ends.length : index % mostLanes
    ends[lane] = Math.max(ends[lane] ?? 0, clip.endMs)
    lanes.set(clip.id, lane)
  }
  return { lanes, count: Math.max(1, ends.length) }
}

/** A picture of the filmstrip: where it is drawn, and which tile of which sheet it is. */
export interface TilePlace {
  readonly x: number
  readonly tile: number
}

/** The slots of a filmstrip, side by side from the left, each with the tile nearest to its middle. */
export function tilePlaces(
  view: TimeSpan,
  size: { width: number; tileWidth: number },
  intervalMs: number,
): TilePlace[] {
  const { width, tileWidth } = size
  if (width <= 0 || tileWidth <= 0) return []
  const slotMs = (tileWidth / width) * (view.endMs - view.startMs)
  // On a grid from the video's start, so that pictures move with the view and do not change under it.
  const first = Math.floor(view.startMs / slotMs)
  const last = Math.ceil(view.endMs / slotMs)
  return Array.from({ length: last - first }, (_, index) => {
    const startMs = (first + index) * slotMs
    return {
      x: toPx(startMs, view, width),
      tile: Math.max(0, Math.round((startMs + slotMs / 2) / intervalMs)),
    }
  })
}

/** Where a tile lies among the sheets. */
export function sheetPlace(
  tile: number,
  strip: Pick<VideoStrip, 'columns' | 'rows'>,
): { sheet: number; index: number; column: number; row: number } {
  const onSheet = strip.columns * strip.rows
  const place = tile % onSheet
  return {
    sheet: Math.floor(tile / onSheet),
    index: place,
    column: place % strip.columns,
    row: Math.floor(place / strip.columns),
  }
}

/** How many tiles the whole video has. */
export function tileCount(strip: Pick<VideoStrip, 'intervalMs'>, durationMs: number): number {
  return Math.max(1, Math.floor(durationMs / strip.intervalMs) + 1)
}

/** What was heard under each px column, 0 to 1; NaN where nothing was heard yet. Float32[columns] each. */
export interface ColumnLevels {
  readonly loudest: Float32Array
  /** Of the steps' loudest samples: over long stretches it still tells speech from silence. */
  readonly mean: Float32Array
}

export function columnLevels(
  waveform: NonNullable<VideoStrip['waveform']>,
  view: TimeSpan,
  columns: number,
): ColumnLevels {
  const count = Math.max(0, Math.floor(columns))
  const levels = { loudest: new Float32Array(count), mean: new Float32Array(count) }
  const { stepMs, peaks } = waveform
  for (let x = 0; x < count; x += 1) {
    const from = Math.floor(toMs(x, view, count) / stepMs)
    const to = Math.max(from + 1, Math.floor(toMs(x + 1, view, count) / stepMs))
    const heard = peaks.subarray(from, to)
    levels.loudest[x] = heard.length === 0 ? NaN : Math.max(...heard)
    levels.mean[x] = heard.reduce((sum, peak) => sum + peak, 0) / heard.length
  }
  return levels
}

/** How far a clip's edges may be dragged: to its neighbours, unless it overlaps them already. */
export function trimLimits(clips: readonly CutClip[], clipId: number, durationMs: number): TimeSpan {
  const index = clips.findIndex((clip) => clip.id === clipId)
  const clip = clips[index]
  if (clip === undefined) return { startMs: 0, endMs: durationMs }
  const before = clips[index - 1]
  const after = clips[index + 1]
  return {
    startMs: before !== undefined && before.endMs <= clip.startMs ? before.endMs : 0,
    endMs: after !== undefined && after.startMs >= clip.endMs ? after.startMs : durationMs,
  }
}

export type ClipEdge = 'start' | 'end'

/** The clip with one edge moved to the frame start nearest to `timeMs`; one frame at least is left. */
export function movedEdge(
  clip: TimeSpan,
  to: { edge: ClipEdge; timeMs: number },
  video: { timesMs: Float64Array; limits: TimeSpan; durationMs: number },
): TimeSpan {
  const { timesMs, limits, durationMs } = video
  const snappedMs = nearestFrameStart(timesMs, to.timeMs, durationMs)
  if (to.edge === 'start') {
    const lastStartMs = timesMs[Math.max(0, frameShownAt(timesMs, clip.endMs - 0.1))] ?? clip.startMs
    return { ...clip, startMs: Math.max(limits.startMs, Math.min(snappedMs, lastStartMs)) }
  }
  const firstEndMs = frameStart(timesMs, frameShownAt(timesMs, clip.startMs) + 1, durationMs)
  return { ...clip, endMs: Math.min(limits.endMs, Math.max(snappedMs, firstEndMs)) }
}

/** The stretch without a clip around a time; null where there is a clip. */
export function gapAround(clips: readonly CutClip[], timeMs: number, durationMs: number): TimeSpan | null {
  let startMs = 0
  let endMs = durationMs
  for (const clip of clips) {
    if (clip.startMs <= timeMs && timeMs < clip.endMs) return null
    if (clip.endMs <= timeMs) startMs = Math.max(startMs, clip.endMs)
    else endMs = Math.min(endMs, clip.startMs)
  }
  return { startMs, endMs }
}

/** Stretches of the view that none of the spans covers, which are in order of their start. */
export function bareStretches(spans: readonly TimeSpan[], view: TimeSpan): TimeSpan[] {
  const bare: TimeSpan[] = []
  let coveredMs = view.startMs
  for (const span of spansInView(spans, view)) {
    if (span.startMs > coveredMs) bare.push({ startMs: coveredMs, endMs: span.startMs })
    coveredMs = Math.max(coveredMs, span.endMs)
  }
  if (coveredMs < view.endMs) bare.push({ startMs: coveredMs, endMs: view.endMs })
  return bare
}

const rulerSteps = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000,
]

/** Times of a ruler's marks: round times of the video, at most `most` of them. */
export function rulerMarks(view: TimeSpan, most: number): number[] {
  const length = view.endMs - view.startMs
  const step = rulerSteps.find((candidate) => length / candidate <= most) ?? 3_600_000
  const first = Math.ceil(view.startMs / step)
  const last = Math.floor(view.endMs / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

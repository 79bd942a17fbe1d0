import type { VideoStrip } from '#shared/domain/strip.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { lengthOf } from '#shared/time/interval.ts'
import { toMs, toPx } from '../../timeline/view.ts'

/** What of a filmstrip and of its sound lies where in a view, pure. */

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
  const slotMs = (tileWidth / width) * lengthOf(view)
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

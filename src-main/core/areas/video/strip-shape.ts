import type { VideoProbe } from '#shared/domain/clip.ts'
import type { VideoStrip } from '#shared/domain/strip.ts'
import { uprightSize } from '#shared/domain/upright-size.ts'

/** How the filmstrip of a video is laid out; the same for the same video. */
export interface StripShape extends Pick<
  VideoStrip,
  'tileWidth' | 'tileHeight' | 'intervalMs' | 'columns' | 'rows'
> {
  /** When it is whole. */
  readonly tiles: number
}

const TILE_HEIGHT = 90
const NARROWEST_TILE = 40
const WIDEST_TILE = 240
/** A sheet is one file, and appears as a whole: small enough to grow by, large enough not to be many. */
const COLUMNS = 10
const ROWS = 4
/** An hour has a tile every 5 s: more would be a second look at the same key frames. */
const MOST_TILES = 720
const INTERVALS_MS = [500, 1000, 2000, 5000, 10_000, 20_000, 30_000]
const MINUTE_MS = 60_000

export function stripShape(probe: VideoProbe): StripShape {
  const { durationMs } = probe
  const { width, height } = uprightSize(probe)
  const aspect = width / height
  const shortest = durationMs / MOST_TILES
  const intervalMs =
    INTERVALS_MS.find((interval) => interval >= shortest) ?? Math.ceil(shortest / MINUTE_MS) * MINUTE_MS
  return {
    tileWidth: Math.min(WIDEST_TILE, Math.max(NARROWEST_TILE, Math.round(TILE_HEIGHT * aspect))),
    tileHeight: TILE_HEIGHT,
    intervalMs,
    columns: COLUMNS,
    rows: ROWS,
    tiles: Math.max(1, Math.ceil(durationMs / intervalMs)),
  }
}

export function tilesPerSheet({ columns, rows }: Pick<StripShape, 'columns' | 'rows'>): number {
  return columns * rows
}

export function sheetCount(shape: StripShape): number {
  return Math.ceil(shape.tiles / tilesPerSheet(shape))
}

import type { CutClip } from '#shared/domain/cut.ts'
import type { VideoStrip } from '#shared/domain/strip.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { Band, Drawing } from '../../timeline/drawing.ts'
import { toPx } from '../../timeline/view.ts'
import { columnLevels, sheetPlace, tileCount, tilePlaces } from './strip-tiles.ts'

export interface Film {
  readonly strip: VideoStrip
  readonly durationMs: number
  readonly view: TimeSpan
  /** The picture of a sheet; null until tile `index` is on it. */
  readonly sheet: (place: { sheet: number; index: number }) => CanvasImageSource | null
}

/** The filmstrip; where no picture is yet, the cell it will fill. */
export function drawFilm({ context, width, scale, token }: Drawing, film: Film, band: Band): void {
  const { strip, view } = film
  const tileWidth = (band.height * strip.tileWidth) / strip.tileHeight
  const lastTile = tileCount(strip, film.durationMs) - 1
  for (const { x, tile } of tilePlaces(view, { width, tileWidth }, strip.intervalMs)) {
    const shown = Math.min(tile, lastTile)
    // On whole device px: neighbours must not show a seam.
    const left = Math.round(x * scale) / scale
    const shownWidth = Math.round((x + tileWidth) * scale) / scale - left
    const place = sheetPlace(shown, strip)
    const picture = shown < strip.tiles ? film.sheet(place) : null
    if (picture === null) {
      context.fillStyle = token('--bg-active')
      context.fillRect(left + 1, band.top, shownWidth - 2, band.height)
      continue
    }
    context.drawImage(
      picture,
      place.column * strip.tileWidth,
      place.row * strip.tileHeight,
      strip.tileWidth,
      strip.tileHeight,
      left,
      band.top,
      shownWidth,
      band.height,
    )
  }
}

/** Quiet speech should be seen as well: amplitudes are drawn by their square root. */
const shapeOf = (level: number): number => Math.sqrt(Math.min(1, level))

/** Sound around the middle of the band, one column a device px: the loudest faint, the mean before it. */
export function drawWaveform(drawing: Drawing, film: Film, band: Band): void {
  const { context, width, scale, token } = drawing
  const middle = band.top + band.height / 2
  context.fillStyle = token('--border-strong')
  context.fillRect(0, middle - 0.5 / scale, width, 1 / scale)
  const { waveform } = film.strip
  if (waveform === null) return
  const { loudest, mean } = columnLevels(waveform, film.view, width * scale)
  context.fillStyle = token('--text-3')
  for (const { levels, alpha } of [
    { levels: loudest, alpha: 0.4 },
    { levels: mean, alpha: 1 },
  ]) {
    context.globalAlpha = alpha
    for (const [column, level] of levels.entries()) {
      if (Number.isNaN(level)) break
      const half = Math.max(0.5 / scale, (shapeOf(level) * (band.height - 2)) / 2)
      context.fillRect(column / scale, middle - half, 1 / scale, 2 * half)
    }
  }
  context.globalAlpha = 1
}

/** Stripes as wide as they are apart, in the box that is clipped to. */
function hatch(
  context: CanvasRenderingContext2D,
  box: { x: number; top: number; w: number; h: number },
): void {
  context.beginPath()
  for (let x = box.x - box.h; x < box.x + box.w; x += 5) {
    context.moveTo(x, box.top + box.h)
    context.lineTo(x + box.h, box.top)
  }
  context.stroke()
}

/** Clips as bars: kept ones filled, excluded ones hatched, the selected one in the accent. */
export function drawClipBars(
  { context, width, token }: Drawing,
  clips: { all: readonly CutClip[]; selectedId: number | null; view: TimeSpan },
  band: Band,
): void {
  const [accent, plain] = [token('--accent'), token('--border-control')]
  for (const clip of clips.all) {
    const x = toPx(clip.startMs, clips.view, width)
    const w = Math.max(1.5, toPx(clip.endMs, clips.view, width) - x - 1)
    const colour = clip.id === clips.selectedId ? accent : plain
    if (!clip.excluded) {
      context.fillStyle = colour
      context.fillRect(x, band.top, w, band.height)
      continue
    }
    context.save()
    context.beginPath()
    context.rect(x, band.top, w, band.height)
    context.clip()
    context.strokeStyle = colour
    context.lineWidth = 1.5
    hatch(context, { x, top: band.top, w, h: band.height })
    context.strokeRect(x, band.top, w, band.height)
    context.restore()
  }
}

/** Proposed clips: dashed outlines, for nothing of it is there yet; only a tint where there is no room for dashes. */
export function drawProposedBars(
  { context, width, token }: Drawing,
  proposed: { spans: readonly TimeSpan[]; view: TimeSpan },
  band: Band,
): void {
  context.save()
  context.strokeStyle = token('--accent')
  context.fillStyle = token('--accent')
  context.setLineDash([3, 2])
  for (const span of proposed.spans) {
    const x = toPx(span.startMs, proposed.view, width)
    const w = Math.max(1, toPx(span.endMs, proposed.view, width) - x - 1)
    context.globalAlpha = 0.35
    context.fillRect(x, band.top, w, band.height)
    context.globalAlpha = 1
    if (w > 12) context.strokeRect(x + 0.5, band.top + 0.5, w - 1, band.height - 1)
  }
  context.restore()
}

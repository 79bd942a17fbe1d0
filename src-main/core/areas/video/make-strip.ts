import { isAppError } from '#shared/errors.ts'
import type { MediaTools } from '../../media/types.ts'
import { beginStripFolder, sheetFile, writePeaks } from './strip-folder.ts'
import { tilesPerSheet, type StripShape } from './strip-shape.ts'
import { createWaveform, WAVEFORM_SAMPLE_RATE, type WaveformBuilder } from './waveform.ts'

export interface StripWork {
  readonly media: Pick<MediaTools, 'readStripPictures' | 'readSound' | 'writeJpeg'>
  /** Absolute path of the video. */
  readonly file: string
  readonly hasAudio: boolean
  readonly folder: string
  readonly shape: StripShape
  readonly signal: AbortSignal
}

export interface StripNews {
  /** That can be shown now, from the start of the video. */
  tiles(count: number): void
  /** Loudness up to here; a copy. */
  peaks(peaks: Float32Array): void
}

/** Half a minute of sound. */
const REPORTED_AT_ONCE = 30 * WAVEFORM_SAMPLE_RATE

/** Makes what is not there yet of a strip: the pictures first, which are looked at first, then the waveform. */
export async function makeStrip(work: StripWork, news: StripNews): Promise<void> {
  const stored = await beginStripFolder(work.folder, work.shape)
  news.tiles(stored.tiles)
  if (stored.peaks !== null) news.peaks(stored.peaks)
  if (stored.tiles < work.shape.tiles) await makeSheets(work, stored.sheets, news)
  if (stored.peaks === null) await makeWaveform(work, news)
}

async function makeSheets(work: StripWork, firstSheet: number, news: StripNews): Promise<void> {
  const { media, file, folder, shape, signal } = work
  const perSheet = tilesPerSheet(shape)
  const sheet = blankSheet(shape)
  const from = firstSheet * perSheet
  const request = {
    file,
    intervalMs: shape.intervalMs,
    width: shape.tileWidth,
    height: shape.tileHeight,
    from,
  }
  for await (const { index, rgb } of media.readStripPictures({ ...request, signal })) {
    if (index >= shape.tiles) return
    const place = index % perSheet
    if (place === 0) sheet.rgb.fill(0)
    putTile(sheet, rgb, { shape, place })
    const isLast = index === shape.tiles - 1
    if (!isLast && place < perSheet - 1) continue
    await media.writeJpeg(sheetFile(folder, Math.floor(index / perSheet)), sheet)
    news.tiles(index + 1)
  }
}

/** Sound that cannot be decoded leaves a strip without a waveform, which is no reason to show no pictures. */
async function makeWaveform(work: StripWork, news: StripNews): Promise<void> {
  const waveform = createWaveform()
  try {
    if (work.hasAudio) await listen(work, waveform, news)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'media-unreadable') throw error
  }
  const peaks = waveform.peaks()
  await writePeaks(work.folder, peaks)
  news.peaks(peaks)
}

async function listen(work: StripWork, waveform: WaveformBuilder, news: StripNews): Promise<void> {
  const { media, file, signal } = work
  const span = { startMs: 0, endMs: Number.POSITIVE_INFINITY }
  let unreported = 0
  for await (const samples of media.readSound({ file, sampleRate: WAVEFORM_SAMPLE_RATE, ...span, signal })) {
    waveform.push(samples)
    unreported += samples.length
    if (unreported < REPORTED_AT_ONCE) continue
    unreported = 0
    news.peaks(waveform.peaks())
  }
}

interface Sheet {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

function blankSheet({ tileWidth, tileHeight, columns, rows }: StripShape): Sheet {
  const width = tileWidth * columns
  const height = tileHeight * rows
  return { width, height, rgb: new Uint8Array(width * height * 3) }
}

function putTile(
  sheet: Sheet,
  tile: Uint8Array,
  { shape, place }: { shape: StripShape; place: number },
): void {
  const { tileWidth, tileHeight, columns } = shape
  const left = (place % columns) * tileWidth
  const top = Math.floor(place / columns) * tileHeight
  const rowBytes = tileWidth * 3
  for (let row = 0; row < tileHeight; row += 1) {
    const line = tile.subarray(row * rowBytes, (row + 1) * rowBytes)
    sheet.rgb.set(line, ((top + row) * sheet.width + left) * 3)
  }
}

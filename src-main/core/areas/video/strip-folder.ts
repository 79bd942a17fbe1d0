import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../../files/write-atomically.ts'
import { removePartial } from './bounded-cache.ts'
import { sheetCount, tilesPerSheet, type StripShape } from './strip-shape.ts'

/**
 * A strip on disk: `strip.json` says how it is laid out, sheets are `0.jpg`, `1.jpg` ..., and `peaks.f32` is the
 * waveform, empty for a video without sound. Each file is whole or not there, so that a strip whose making was cut
 * off goes on where it was, and a file that was deleted is made again.
 */
export interface StoredStrip {
  /** Tiles on the sheets that are there, up to the first one that is not. */
  readonly tiles: number
  readonly sheets: number
  /** Null when it is not there. */
  readonly peaks: Float32Array | null
}

const NOTHING: StoredStrip = { tiles: 0, sheets: 0, peaks: null }
/** Another number when older strips no longer fit. */
const FORMAT = 1

export function sheetFile(folder: string, sheet: number): string {
  return join(folder, `${String(sheet)}.jpg`)
}

export async function readStripFolder(folder: string, shape: StripShape): Promise<StoredStrip> {
  const layout = await readFile(join(folder, 'strip.json'), 'utf8').catch(() => null)
  if (layout !== layoutText(shape)) return NOTHING
  const count = sheetCount(shape)
  let sheets = 0
  while (sheets < count && existsSync(sheetFile(folder, sheets))) sheets += 1
  return {
    tiles: Math.min(shape.tiles, sheets * tilesPerSheet(shape)),
    sheets,
    peaks: await readPeaks(folder),
  }
}

/** Makes a folder that is there ready for a strip to be made or gone on with. */
export async function beginStripFolder(folder: string, shape: StripShape): Promise<StoredStrip> {
  await removePartial(folder)
  const stored = await readStripFolder(folder, shape)
  if (stored.tiles > 0 || stored.peaks !== null) return stored
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true })
  await writeAtomically(join(folder, 'strip.json'), Buffer.from(layoutText(shape)))
  return stored
}

export function isWhole(stored: StoredStrip, shape: StripShape): boolean {
  return stored.tiles === shape.tiles && stored.peaks !== null
}

function layoutText(shape: StripShape): string {
  return JSON.stringify({ format: FORMAT, ...shape })
}

export async function writePeaks(folder: string, peaks: Float32Array): Promise<void> {
  const bytes = Buffer.alloc(peaks.length * 4)
  peaks.forEach((peak, step) => bytes.writeFloatLE(peak, step * 4))
  await writeAtomically(join(folder, 'peaks.f32'), bytes)
}

async function readPeaks(folder: string): Promise<Float32Array | null> {
  const bytes = await readFile(join(folder, 'peaks.f32')).catch(() => null)
  if (bytes === null || bytes.length % 4 !== 0) return null
  return Float32Array.from({ length: bytes.length / 4 }, (_, step) => bytes.readFloatLE(step * 4))
}

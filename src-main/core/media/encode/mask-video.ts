import type { Box } from '#shared/geometry/box.ts'
import type { PictureMask } from '../types.ts'

/** Cells of a mask; both even. */
export interface MaskGrid {
  readonly columns: number
  readonly rows: number
}

const longerSideCells = 240

/** Cells that are about as wide as high; never smaller than a pixel. */
export function maskGrid({ width, height }: { width: number; height: number }): MaskGrid {
  const scale = Math.min(1, longerSideCells / Math.max(width, height))
  return { columns: even(width * scale), rows: even(height * scale) }
}

function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2))
}

const blurredValue = 255

/**
 * One picture in planar YUV 4:2:0 in which every plane holds the mask, as ffmpeg's `maskedmerge` reads it plane by
 * plane. In doubt a cell is blurred; a cell of colour, when one of the four it serves is.
 */
export function paintMask(
  { blurred, kept, covered }: Omit<PictureMask, 'timeMs'>,
  grid: MaskGrid,
): Uint8Array {
  const { columns, rows } = grid
  const bright = new Uint8Array(columns * rows)
  for (const box of blurred) fill(bright, grid, { box, value: blurredValue, isOutward: true })
  const keep = new Uint8Array(columns * rows)
  for (const box of kept) fill(keep, grid, { box, value: 1, isOutward: false })
  for (const box of covered) fill(keep, grid, { box, value: 0, isOutward: true })
  keep.forEach((isKept, cell) => {
    if (isKept === 1) bright[cell] = 0
  })
  const colour = halved(bright, grid)
  const planes = new Uint8Array(bright.length + 2 * colour.length)
  planes.set(bright)
  planes.set(colour, bright.length)
  planes.set(colour, bright.length + colour.length)
  return planes
}

function fill(
  cells: Uint8Array,
  { columns, rows }: MaskGrid,
  { box, value, isOutward }: { box: Box; value: number; isOutward: boolean },
): void {
  const [down, up] = isOutward ? [Math.floor, Math.ceil] : [Math.ceil, Math.floor]
  const left = Math.max(0, down(box.x * columns))
  const right = Math.min(columns, up((box.x + box.width) * columns))
  const bottom = Math.min(rows, up((box.y + box.height) * rows))
  if (right <= left) return
  for (let row = Math.max(0, down(box.y * rows)); row < bottom; row++) {
    cells.fill(value, row * columns + left, row * columns + right)
  }
}

function halved(bright: Uint8Array, { columns, rows }: MaskGrid): Uint8Array {
  const half = columns / 2
  const colour = new Uint8Array(half * (rows / 2))
  bright.forEach((value, cell) => {
    if (value === 0) return
    const row = Math.floor(cell / columns)
    colour[(row >> 1) * half + ((cell - row * columns) >> 1)] = value
  })
  return colour
}

const headerBytes = 32
const frameHeaderBytes = 12
const ticksPerMs = 1000

/** The mask before the first one: nothing of the source may be seen that nobody has looked at. */
const everything: Box = { x: 0, y: 0, width: 1, height: 1 }

/** A mask is due this much before its picture, whose time was rounded. */
const earlyMs = 0.05

/** So far beyond the span the masks reach, so that they never end before its pictures. */
const beyondMs = 60_000

/**
 * Masks as a video in IVF, the plainest container that carries a time stamp with each picture: 32 bytes of header, then
 * 12 bytes before each picture.
 *
 * @param about.offsetMs added to the masks' times to get the time stamps in the file of the source
 */
export function* maskVideo(
  masks: readonly PictureMask[],
  grid: MaskGrid,
  { offsetMs }: { readonly offsetMs: number },
): Generator<Uint8Array, void, void> {
  yield ivfHeader(grid)
  const first = masks[0]?.timeMs ?? 0
  const none = { kept: [], covered: [] }
  yield ivfFrame(first + offsetMs - beyondMs, paintMask({ blurred: [everything], ...none }, grid))
  for (const mask of masks) yield ivfFrame(mask.timeMs + offsetMs - earlyMs, paintMask(mask, grid))
  const last = masks.at(-1)
  if (last !== undefined) yield ivfFrame(last.timeMs + offsetMs + beyondMs, paintMask(last, grid))
}

function ivfHeader({ columns, rows }: MaskGrid): Uint8Array {
  const header = Buffer.alloc(headerBytes)
  header.write('DKIF', 0, 'latin1')
  header.writeUInt16LE(headerBytes, 6)
  header.write('I420', 8, 'latin1')
  header.writeUInt16LE(columns, 12)
  header.writeUInt16LE(rows, 14)
  header.writeUInt32LE(ticksPerMs * 1000, 16)
  header.writeUInt32LE(1, 20)
  return header
}

function ivfFrame(timeMs: number, picture: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(frameHeaderBytes + picture.length)
  frame.writeUInt32LE(picture.length, 0)
  frame.writeBigInt64LE(BigInt(Math.round(timeMs * ticksPerMs)), 4)
  frame.set(picture, frameHeaderBytes)
  return frame
}

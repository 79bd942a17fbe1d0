import type { Layout, LeftRows } from './left-rows.ts'
import type { Smoothed } from './smoothed-rows.ts'

/**
 * What is left of the rows of each patient when some rows are out, for all patients at once. Blocks of I - H lie along their diagonals: the number at
 * row and row - d stands at d * rows + row; between two patients stands what nobody reads.
 */
export interface Reduced {
  /** So many rows are out. */
  readonly depth: number
  /** Most visits of a patient x rows. */
  readonly blocks: Float64Array
  /** Residuals, targets x rows; of many targets none, as those are gone through together. */
  readonly lines: Float64Array
}

/** So few targets are gone through one by one. */
export const FEW = 8

export function mostVisits({ starts }: Pick<Layout, 'starts'>): number {
  return starts.reduce((size, start, index) => Math.max(size, start - (starts[index - 1] ?? start)), 0)
}

export function roomForReduced(layout: Layout): Omit<Reduced, 'depth'> {
  const rows = layout.scores.length
  return {
    blocks: new Float64Array(rows * mostVisits(layout)),
    lines: new Float64Array(layout.targets <= FEW ? rows * layout.targets : 0),
  }
}

interface Products {
  readonly across: Float64Array
  readonly width: number
  /** The first of the rows that are taken, and past the last. */
  readonly from: number
  readonly to: number
}

/** Along diagonal `d`, which begins at `at`: `into` is what it was less the products of each row with itself, moved by `d`. */
function takeSquares(
  into: Float64Array,
  { across, width, from, to }: Products,
  [at, d]: readonly [number, number],
): void {
  let k = from
  for (; k + 3 < to; k += 4) {
    const [a, b, c, e] = [k * width, (k + 1) * width, (k + 2) * width, (k + 3) * width]
    for (let row = d; row < width; row++) {
      into[at + row] =
        (into[at + row] ?? NaN) -
        ((across[a + row] ?? NaN) * (across[a + row - d] ?? NaN) +
          (across[b + row] ?? NaN) * (across[b + row - d] ?? NaN) +
          ((across[c + row] ?? NaN) * (across[c + row - d] ?? NaN) +
            (across[e + row] ?? NaN) * (across[e + row - d] ?? NaN)))
    }
  }
  for (; k < to; k++) {
    const a = k * width
    for (let row = d; row < width; row++) {
      into[at + row] = (into[at + row] ?? NaN) - (across[a + row] ?? NaN) * (across[a + row - d] ?? NaN)
    }
  }
}

/** The line that begins at `at` less so many times each row. */
function takeLines(
  into: Float64Array,
  { across, width, from, to }: Products,
  { at, timesOf }: { readonly at: number; readonly timesOf: (row: number) => number },
): void {
  let k = from
  for (; k + 3 < to; k += 4) {
    const [a, b, c, d] = [k * width, (k + 1) * width, (k + 2) * width, (k + 3) * width]
    const [ta, tb, tc, td] = [timesOf(k), timesOf(k + 1), timesOf(k + 2), timesOf(k + 3)]
    for (let row = 0; row < width; row++) {
      into[at + row] =
        (into[at + row] ?? NaN) -
        (ta * (across[a + row] ?? NaN) +
          tb * (across[b + row] ?? NaN) +
          (tc * (across[c + row] ?? NaN) + td * (across[d + row] ?? NaN)))
    }
  }
  for (; k < to; k++) {
    const [a, times] = [k * width, timesOf(k)]
    for (let row = 0; row < width; row++) {
      into[at + row] = (into[at + row] ?? NaN) - times * (across[a + row] ?? NaN)
    }
  }
}

/** `into` less what the rows take that are left, from the `from`-th on. */
function takeRows(
  into: Omit<Reduced, 'depth'>,
  { left, layout: { targets, scores } }: { readonly left: LeftRows; readonly layout: Layout },
  from: number,
): void {
  const width = scores.length
  const products = { across: left.across, width, from, to: left.rows.length }
  for (let at = 0, d = 0; at < into.blocks.length; at += width, d++) {
    takeSquares(into.blocks, products, [at, d])
  }
  for (let at = 0, target = 0; at < into.lines.length; at += width, target++) {
    takeLines(into.lines, products, {
      at,
      timesOf: (row) => left.errors[row * targets + target] ?? NaN,
    })
  }
}

/** Of a fit to all rows, without those that are left. */
export function reduced({ apart, residuals }: Smoothed, left: LeftRows, layout: Layout): Reduced {
  const width = layout.scores.length
  const room = roomForReduced(layout)
  for (let at = 0, d = 0; at < room.blocks.length; at += width, d++) {
    for (let row = d; row < width; row++) room.blocks[at + row] = apart[row * width + row - d] ?? NaN
  }
  for (let at = 0; at < room.lines.length; at++) {
    room.lines[at] = residuals[(at % width) * layout.targets + Math.floor(at / width)] ?? NaN
  }
  takeRows(room, { left, layout }, 0)
  return { ...room, depth: left.rows.length }
}

/** The same with those that were left since, in `room`. */
export function reducedFurther(
  room: Omit<Reduced, 'depth'>,
  base: Reduced,
  without: { readonly left: LeftRows; readonly layout: Layout },
): Omit<Reduced, 'depth'> {
  room.blocks.set(base.blocks)
  room.lines.set(base.lines)
  takeRows(room, without, base.depth)
  return room
}

import type { RidgeSystem, Smoothed } from './smoothed-rows.ts'

/** Which rows there are, and whose. */
export type Layout = Pick<RidgeSystem, 'scores' | 'targets' | 'starts'>

/**
 * Rows that a model is without, and what leaving them out takes from all others: the rows of a Cholesky factor of their part of I - H
 * (Golub & Van Loan, Matrix Computations, 4th ed., 4.2.9), extended to all columns. Grows by a patient at a time, and can be cut back, so that those who
 * are left out with the same patient share what that one took.
 */
export interface LeftRows {
  /** In the order in which they were left out. */
  readonly rows: number[]
  /** A row for each that is left, rows of the system long. */
  readonly across: Float64Array
  /** A row for each that is left, targets long. */
  readonly errors: Float64Array
}

/** Room for so many rows. */
export function noRowsLeft({ scores, targets }: Layout, room: number): LeftRows {
  return {
    rows: [],
    across: new Float64Array(room * scores.length),
    errors: new Float64Array(room * targets),
  }
}

interface RowsOf {
  readonly values: Float64Array
  /** Length of a row. */
  readonly width: number
}

/** The last row less so many times each of those before it. */
function subtractRows({ values, width }: RowsOf, depth: number, times: Float64Array): void {
  const end = (depth + 1) * width
  let k = 0
  for (; k + 3 < depth; k += 4) {
    const [a, b, c, d] = [times[k] ?? NaN, times[k + 1] ?? NaN, times[k + 2] ?? NaN, times[k + 3] ?? NaN]
    for (let to = depth * width, from = k * width; to < end; to++, from++) {
      values[to] =
        (values[to] ?? NaN) -
        (a * (values[from] ?? NaN) +
          b * (values[from + width] ?? NaN) +
          c * (values[from + 2 * width] ?? NaN) +
          d * (values[from + 3 * width] ?? NaN))
    }
  }
  for (; k < depth; k++) {
    const a = times[k] ?? NaN
    for (let to = depth * width, from = k * width; to < end; to++, from++) {
      values[to] = (values[to] ?? NaN) - a * (values[from] ?? NaN)
    }
  }
}

function divideRow({ values, width }: RowsOf, row: number, by: number): void {
  for (let at = row * width; at < (row + 1) * width; at++) values[at] = (values[at] ?? NaN) / by
}

/** Leaves out one patient more. Rows that are not independent of the others leave NaN. */
export function leavePatient(
  left: LeftRows,
  { apart, residuals }: Smoothed,
  { scores, targets, starts, patient }: Layout & { readonly patient: number },
): void {
  const width = scores.length
  const across = { values: left.across, width }
  const errors = { values: left.errors, width: targets }
  const times = new Float64Array(left.rows.length + width)
  for (let row = starts[patient] ?? NaN; row < (starts[patient + 1] ?? NaN); row++) {
    const depth = left.rows.length
    left.across.set(apart.subarray(row * width, (row + 1) * width), depth * width)
    left.errors.set(residuals.subarray(row * targets, (row + 1) * targets), depth * targets)
    for (let k = 0; k < depth; k++) times[k] = left.across[k * width + row] ?? NaN
    subtractRows(across, depth, times)
    subtractRows(errors, depth, times)
    const root = Math.sqrt(left.across[depth * width + row] ?? NaN)
    divideRow(across, depth, root)
    divideRow(errors, depth, root)
    left.rows.push(row)
  }
}

/** Takes back all but the first so many. */
export function cutBack({ rows }: LeftRows, depth: number): void {
  rows.length = depth
}

/** Ratings less what the model without them says of the rows that are left: left x targets, into `found`. */
export function errorsOfLeft(
  { rows, across, errors }: LeftRows,
  { scores, targets }: Layout,
  found: Float64Array,
): void {
  const width = scores.length
  for (let i = rows.length - 1; i >= 0; i--) {
    const pivot = across[i * width + (rows[i] ?? NaN)] ?? NaN
    for (let target = 0; target < targets; target++) {
      let value = errors[i * targets + target] ?? NaN
      for (let m = i + 1; m < rows.length; m++) {
        value -= (across[i * width + (rows[m] ?? NaN)] ?? NaN) * (found[m * targets + target] ?? NaN)
      }
      found[i * targets + target] = value / pivot
    }
  }
}

import { dot } from '../../statistics/vectors.ts'
import { leavePatient, noRowsLeft } from './left-rows.ts'
import type { Layout } from './left-rows.ts'
import type { RidgeAxes } from './ridge-axes.ts'
import type { RidgeSystem, Smoothed } from './smoothed-rows.ts'

/**
 * Penalties are half-decades, so that folds share them. Tried are these many to both sides of the mean squared distance of the
 * training rows from their mean: from next to none to next to the mean of all ratings.
 */
const STEPS_ASIDE = 6

/** A spread that is this small beside that of all rows is rounding. */
const NO_SPREAD = 1e-12

export function lambdaAt(step: number): number {
  return 10 ** (step / 2)
}

/** Mean squared distance of rows from their own mean, when some are left out. */
interface Spread {
  without(rows: readonly Float64Array[]): number
}

function spreadOf(scores: readonly Float64Array[]): Spread {
  const sum = new Float64Array(scores[0]?.length ?? 0)
  let squares = 0
  for (const row of scores) {
    row.forEach((value, axis) => {
      sum[axis] = (sum[axis] ?? NaN) + value
      squares += value * value
    })
  }
  return {
    without(rows) {
      const n = scores.length - rows.length
      const left = sum.slice()
      let leftSquares = squares
      for (const row of rows) {
        row.forEach((value, axis) => {
          left[axis] = (left[axis] ?? NaN) - value
          leftSquares -= value * value
        })
      }
      const ofMean = left.reduce((total, value) => total + value * value, 0)
      const spread = leftSquares / n - ofMean / n ** 2
      return spread <= NO_SPREAD * (squares / scores.length) ? 0 : spread
    },
  }
}

function stepsAround(spread: number): number[] {
  // Rows that are all alike give the mean of the ratings, whatever the penalty.
  const middle = spread === 0 ? 0 : Math.round(2 * Math.log10(spread))
  return Array.from({ length: 2 * STEPS_ASIDE + 1 }, (_, index) => middle - STEPS_ASIDE + index)
}

function remembered<Made>(make: (step: number) => Made): (step: number) => Made {
  const known = new Map<number, Made>()
  return (step) => {
    const found = known.get(step) ?? make(step)
    known.set(step, found)
    return found
  }
}

/**
 * I - H of a fit to all rows, H with the intercept, by step of the penalty: rows x rows, row after row. Knows features only, so that
 * all targets share it.
 */
export function leverageOf({
  scores,
  eigenvalues,
}: Pick<RidgeAxes, 'scores' | 'eigenvalues'>): (step: number) => Float64Array {
  const rows = scores.length
  return remembered((step) => {
    const roots = eigenvalues.map((value) => 1 / Math.sqrt(value + lambdaAt(step)))
    const shrunk = scores.map((score) => score.map((value, axis) => value * (roots[axis] ?? NaN)))
    const apart = new Float64Array(rows * rows)
    shrunk.forEach((a, i) => {
      for (let j = 0; j <= i; j++) {
        const value = (i === j ? 1 : 0) - 1 / rows - dot(a, shrunk[j] ?? a)
        apart[i * rows + j] = value
        apart[j * rows + i] = value
      }
    })
    return apart
  })
}

export interface WholeData {
  readonly scores: readonly Float64Array[]
  readonly apartAt: (step: number) => Float64Array
  readonly starts: readonly number[]
  /** Steps to try, of the mean squared distance of the training rows from their mean; those of ridge when not given. */
  readonly stepsFor?: ((spread: number) => number[]) | undefined
}

/** Of the whole data with these targets: rows x targets, row after row, each target less its mean. */
export function wholeSystem(
  { scores, apartAt, starts, stepsFor = stepsAround }: WholeData,
  centred: Float64Array,
): RidgeSystem {
  const rows = scores.length
  const targets = centred.length / rows
  const at = remembered((step) => {
    const apart = apartAt(step)
    // Centred ratings have no part along the intercept, so that I - H leaves of them what the fit does not reach.
    const residuals = new Float64Array(rows * targets)
    const nothing = new Float64Array(targets)
    for (let i = 0; i < rows; i++) {
      const times = apart.subarray(i * rows, (i + 1) * rows).map((share) => -share)
      lineLess(residuals.subarray(i * targets, (i + 1) * targets), nothing, { times, rows: centred })
    }
    return { apart, residuals }
  })
  return systemOf({ scores, targets, starts, at, stepsFor })
}

function systemOf(parts: Omit<RidgeSystem, 'steps'>): RidgeSystem {
  const { scores, starts, stepsFor } = parts
  const spread = spreadOf(scores)
  return {
    ...parts,
    steps: (without) =>
      stepsFor(
        spread.without(without.flatMap((patient) => scores.slice(starts[patient], starts[patient + 1]))),
      ),
  }
}

function rowsOfPatient(starts: readonly number[], patient: number): number[] {
  const first = starts[patient] ?? NaN
  return Array.from({ length: (starts[patient + 1] ?? NaN) - first }, (_, index) => first + index)
}

interface TakenRows {
  readonly times: Float64Array
  readonly rows: Float64Array
  /** Length of a row; that of the line when not given. */
  readonly stride?: number
}

/** `line` becomes `whole` less so many times each row; of a line that is shorter than the rows, their ends. */
function lineLess(
  line: Float64Array,
  whole: Float64Array,
  { times, rows, stride = whole.length }: TakenRows,
): void {
  const width = whole.length
  line.set(whole)
  let k = 0
  for (; k + 3 < times.length; k += 4) {
    const [a, b, c, d] = [times[k] ?? NaN, times[k + 1] ?? NaN, times[k + 2] ?? NaN, times[k + 3] ?? NaN]
    for (let at = 0, from = (k + 1) * stride - width; at < width; at++, from++) {
      line[at] =
        (line[at] ?? NaN) -
        (a * (rows[from] ?? NaN) +
          b * (rows[from + stride] ?? NaN) +
          c * (rows[from + 2 * stride] ?? NaN) +
          d * (rows[from + 3 * stride] ?? NaN))
    }
  }
  for (; k < times.length; k++) {
    const a = times[k] ?? NaN
    for (let at = 0, from = (k + 1) * stride - width; at < width; at++, from++) {
      line[at] = (line[at] ?? NaN) - a * (rows[from] ?? NaN)
    }
  }
}

function layoutWithout({ scores, targets, starts }: Layout, patient: number): Layout {
  const first = starts[patient] ?? NaN
  const past = starts[patient + 1] ?? NaN
  return {
    scores: scores.filter((_, row) => row < first || row >= past),
    targets,
    starts: starts
      .filter((_, index) => index !== patient)
      .map((start) => (start > first ? start - (past - first) : start)),
  }
}

/** What a fit to all others says of their rows. */
function smoothedWithout(whole: Smoothed, layout: Layout, patients: readonly number[]): Smoothed {
  const { scores, targets, starts } = layout
  const width = scores.length
  const gone = new Set(patients.flatMap((patient) => rowsOfPatient(starts, patient)))
  const left = noRowsLeft(layout, gone.size)
  for (const patient of patients) leavePatient(left, whole, { ...layout, patient })
  const kept = Int32Array.from(scores.flatMap((_, row) => (gone.has(row) ? [] : [row])))
  const count = kept.length
  const apart = new Float64Array(count ** 2)
  const residuals = new Float64Array(count * targets)
  const line = new Float64Array(Math.max(width, targets))
  kept.forEach((row, i) => {
    const times = Float64Array.from(left.rows, (_, k) => left.across[k * width + row] ?? NaN)
    // The matrix is symmetric: from the diagonal on.
    const ofRow = whole.apart.subarray(row * width + row, (row + 1) * width)
    lineLess(line, ofRow, { times, rows: left.across, stride: width })
    for (let j = i; j < count; j++) {
      const value = line[(kept[j] ?? NaN) - row] ?? NaN
      apart[i * count + j] = value
      apart[j * count + i] = value
    }
    lineLess(line, whole.residuals.subarray(row * targets, (row + 1) * targets), {
      ...{ times, rows: left.errors },
    })
    residuals.set(line.subarray(0, targets), i * targets)
  })
  return { apart, residuals }
}

/** Patients of a system in groups, every so many-th one together: of patients in the order of their codes, so that groups are alike. */
export function patientGroups(patients: number, groups: number): number[][] {
  const count = Math.min(patients, groups)
  return Array.from({ length: count }, (_, group) =>
    Array.from({ length: Math.ceil((patients - group) / count) }, (_unused, index) => group + index * count),
  )
}

/** The data and ratings (rows x targets) without these patients. What is between the whole and them is not kept: it would fill the memory. */
export function withoutPatients(
  system: RidgeSystem,
  ratings: Float64Array,
  patients: readonly number[],
): { system: RidgeSystem; ratings: Float64Array } {
  const { targets, starts } = system
  const gone = (row: number): boolean =>
    patients.some((patient) => row >= (starts[patient] ?? NaN) && row < (starts[patient + 1] ?? NaN))
  // From the last one on, so that the places of the others stay.
  const inTurn = [...patients].sort((a, b) => b - a)
  const at = remembered((step) => smoothedWithout(system.at(step), system, inTurn))
  return {
    system: systemOf({
      ...inTurn.reduce<Layout>(layoutWithout, system),
      at,
      stepsFor: system.stepsFor,
    }),
    ratings: ratings.filter((_, index) => !gone(Math.floor(index / targets))),
  }
}

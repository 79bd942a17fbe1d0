import type { LeftRows } from './left-rows.ts'
import type { RidgeSystem, Smoothed } from './smoothed-rows.ts'

/**
 * The squared errors of one patient more than are left out already, millions of times in one validation: written out for up to four visits and four
 * rows that are left, which most patients have. A library that makes an object of each block took ten times as long.
 */

/** Room that is made once. */
export interface InnerRoom {
  /** Rows of the patient that is looked at, squared. */
  readonly block: Float64Array
  /** Rows of the patient x rows that are left. */
  readonly takes: Float64Array
  /** Errors of one row, or of one target. */
  readonly line: Float64Array
}

export function innerRoom({ starts, targets }: RidgeSystem, left: number): InnerRoom {
  const most = starts.reduce((size, start, index) => Math.max(size, start - (starts[index - 1] ?? start)), 0)
  return {
    block: new Float64Array(most * most),
    takes: new Float64Array(most * Math.max(left, 4)),
    line: new Float64Array(Math.max(targets, most)),
  }
}

/** So few targets are gone through one by one. */
const FEW = 8

/** Overwrites a symmetric positive definite matrix with its inverse (Gauss and Jordan); NaN where it is none. */
export function invertInPlace(matrix: Float64Array, size: number): void {
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k * size + k] ?? NaN
    const by = pivot > 0 ? 1 / pivot : NaN
    matrix[k * size + k] = 1
    for (let j = 0; j < size; j++) matrix[k * size + j] = (matrix[k * size + j] ?? NaN) * by
    for (let i = 0; i < size; i++) {
      if (i === k) continue
      const times = matrix[i * size + k] ?? NaN
      matrix[i * size + k] = 0
      for (let j = 0; j < size; j++) {
        matrix[i * size + j] = (matrix[i * size + j] ?? NaN) - times * (matrix[k * size + j] ?? NaN)
      }
    }
  }
}

interface Inner {
  readonly smoothed: Smoothed
  readonly left: LeftRows
  readonly width: number
  readonly targets: number
  /** First row of the patient, and how many. */
  readonly first: number
  readonly size: number
}

/** (I - H)^-1 of the patient's rows in the model without those that are left, into `block`. */
function blockOf(block: Float64Array, { smoothed: { apart }, left, width, first, size }: Inner): void {
  const { across } = left
  const depth = left.rows.length
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = apart[(first + i) * width + first + j] ?? NaN
      for (let k = 0, at = first; k < depth; k++, at += width) {
        value -= (across[at + i] ?? NaN) * (across[at + j] ?? NaN)
      }
      block[i * size + j] = value
      block[j * size + i] = value
    }
  }
  invertInPlace(block, size)
}

function addOneByOne(sums: Float64Array, { block, line }: InnerRoom, inner: Inner): void {
  const { smoothed, left, width, targets, first, size } = inner
  const depth = left.rows.length
  for (let target = 0; target < targets; target++) {
    for (let i = 0; i < size; i++) {
      let value = smoothed.residuals[(first + i) * targets + target] ?? NaN
      for (let k = 0; k < depth; k++) {
        value -= (left.across[k * width + first + i] ?? NaN) * (left.errors[k * targets + target] ?? NaN)
      }
      line[i] = value
    }
    let sum = 0
    for (let i = 0; i < size; i++) {
      let error = 0
      for (let j = 0; j < size; j++) error += (block[i * size + j] ?? NaN) * (line[j] ?? NaN)
      sum += error * error
    }
    sums[target] = (sums[target] ?? NaN) + sum
  }
}

/** Rows of an array, and by how much each counts. */
interface Weighed {
  readonly values: Float64Array
  /** Where its rows begin; they are targets long. */
  readonly from: number
  readonly count: number
  readonly weights: Float64Array
  readonly weightsFrom: number
}

/** Four rows from the `k`-th on; those that are not there count nothing. */
function fourOf({ values, from, count, weights, weightsFrom }: Weighed, k: number, targets: number) {
  const at = (index: number): number => (index < count ? from + index * targets : 0)
  const weight = (index: number): number => (index < count ? (weights[weightsFrom + index] ?? NaN) : 0)
  return {
    values,
    ...{ a: at(k), b: at(k + 1), c: at(k + 2), d: at(k + 3) },
    ...{ wa: weight(k), wb: weight(k + 1), wc: weight(k + 2), wd: weight(k + 3) },
  }
}

type Four = ReturnType<typeof fourOf>

/** Adds to `sums` the squares of the sum of both, target by target. */
function addSquares(sums: Float64Array, one: Four, other: Four): void {
  const { values: x, a, b, c, d, wa, wb, wc, wd } = one
  const { values: y, a: e, b: f, c: g, d: h, wa: we, wb: wf, wc: wg, wd: wh } = other
  for (let t = 0; t < sums.length; t++) {
    const error =
      wa * (x[a + t] ?? NaN) +
      wb * (x[b + t] ?? NaN) +
      (wc * (x[c + t] ?? NaN) + wd * (x[d + t] ?? NaN)) +
      (we * (y[e + t] ?? NaN) + wf * (y[f + t] ?? NaN) + (wg * (y[g + t] ?? NaN) + wh * (y[h + t] ?? NaN)))
    sums[t] = (sums[t] ?? NaN) + error * error
  }
}

/** Sets, or adds to, the line. */
function addFour(
  line: Float64Array,
  { values: x, a, b, c, d, wa, wb, wc, wd }: Four,
  isFirst: boolean,
): void {
  for (let t = 0; t < line.length; t++) {
    const sum =
      wa * (x[a + t] ?? NaN) + wb * (x[b + t] ?? NaN) + (wc * (x[c + t] ?? NaN) + wd * (x[d + t] ?? NaN))
    line[t] = isFirst ? sum : (line[t] ?? NaN) + sum
  }
}

function addLine(sums: Float64Array, line: Float64Array, parts: readonly Weighed[]): void {
  let isFirst = true
  for (const part of parts) {
    for (let k = 0; k < part.count; k += 4) {
      addFour(line, fourOf(part, k, sums.length), isFirst)
      isFirst = false
    }
  }
  for (let t = 0; t < sums.length; t++) sums[t] = (sums[t] ?? NaN) + (line[t] ?? NaN) ** 2
}

function addTogether(sums: Float64Array, { block, takes, line }: InnerRoom, inner: Inner): void {
  const { smoothed, left, width, targets, first, size } = inner
  const depth = left.rows.length
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < depth; k++) {
      let take = 0
      for (let j = 0; j < size; j++) {
        take -= (block[i * size + j] ?? NaN) * (left.across[k * width + first + j] ?? NaN)
      }
      takes[i * depth + k] = take
    }
  }
  for (let i = 0; i < size; i++) {
    const own: Weighed = {
      ...{ values: smoothed.residuals, from: first * targets, count: size },
      ...{ weights: block, weightsFrom: i * size },
    }
    const ofLeft: Weighed = {
      ...{ values: left.errors, from: 0, count: depth },
      ...{ weights: takes, weightsFrom: i * depth },
    }
    if (size <= 4 && depth <= 4) addSquares(sums, fourOf(own, 0, targets), fourOf(ofLeft, 0, targets))
    else addLine(sums, line.subarray(0, targets), [own, ofLeft])
  }
}

/** Adds, for each target, the squared errors of patient `patient` in a model without that patient and without the rows that are left. */
export function addInnerErrors(
  sums: Float64Array,
  room: InnerRoom,
  {
    system,
    smoothed,
    left,
    patient,
  }: {
    readonly system: RidgeSystem
    readonly smoothed: Smoothed
    readonly left: LeftRows
    readonly patient: number
  },
): void {
  const { starts, targets, scores } = system
  const first = starts[patient] ?? NaN
  const size = (starts[patient + 1] ?? NaN) - first
  const inner = { smoothed, left, width: scores.length, targets, first, size }
  blockOf(room.block, inner)
  if (targets <= FEW) addOneByOne(sums, room, inner)
  else addTogether(sums, room, inner)
}

import type { Layout, LeftRows } from './left-rows.ts'
import { FEW, mostVisits, roomForReduced } from './reduced-rows.ts'
import type { Reduced } from './reduced-rows.ts'
import type { Smoothed } from './smoothed-rows.ts'

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
  readonly reduced: Omit<Reduced, 'depth'>
}

export function innerRoom(layout: Layout, left: number): InnerRoom {
  const most = mostVisits(layout)
  return {
    block: new Float64Array(most * most),
    takes: new Float64Array(most * Math.max(left, 4)),
    line: new Float64Array(Math.max(layout.targets, most)),
    reduced: roomForReduced(layout),
  }
}

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
  /** Without those that are left. */
  readonly reduced: Omit<Reduced, 'depth'>
  readonly width: number
  readonly targets: number
  /** First row of the patient, and how many. */
  readonly first: number
  readonly size: number
}

/** I - H of the patient's rows in the model without those that are left, into `block`. */
function blockOf(block: Float64Array, { reduced: { blocks }, width, first, size }: Inner): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = blocks[(i - j) * width + first + i] ?? NaN
      block[i * size + j] = value
      block[j * size + i] = value
    }
  }
}

/** Sum of the squares of `errors` = inverse of the block x residuals. */
function squaresOf(
  block: Float64Array,
  { lines }: Omit<Reduced, 'depth'>,
  [at, size]: readonly [number, number],
) {
  let sum = 0
  for (let i = 0; i < size; i++) {
    let error = 0
    for (let j = 0; j < size; j++) error += (block[i * size + j] ?? NaN) * (lines[at + j] ?? NaN)
    sum += error * error
  }
  return sum
}

/** Patients with few visits, targets one by one: by a Cholesky factor; a visit that is not there is apart from the others and errs by nothing. */
function addOfFour(sums: Float64Array, { reduced: { blocks, lines }, width, first, size }: Inner): void {
  const [second, third, fourth] = [size > 1, size > 2, size > 3]
  const [at1, at2, at3] = [width + first, 2 * width + first, 3 * width + first]
  const a = 1 / Math.sqrt(blocks[first] ?? NaN)
  const b10 = second ? (blocks[at1 + 1] ?? NaN) * a : 0
  const b20 = third ? (blocks[at2 + 2] ?? NaN) * a : 0
  const b30 = fourth ? (blocks[at3 + 3] ?? NaN) * a : 0
  const b = 1 / Math.sqrt(second ? (blocks[first + 1] ?? NaN) - b10 * b10 : 1)
  const c21 = third ? ((blocks[at1 + 2] ?? NaN) - b20 * b10) * b : 0
  const c31 = fourth ? ((blocks[at2 + 3] ?? NaN) - b30 * b10) * b : 0
  const c = 1 / Math.sqrt(third ? (blocks[first + 2] ?? NaN) - b20 * b20 - c21 * c21 : 1)
  const d32 = fourth ? ((blocks[at1 + 3] ?? NaN) - b30 * b20 - c31 * c21) * c : 0
  const d = 1 / Math.sqrt(fourth ? (blocks[first + 3] ?? NaN) - b30 * b30 - c31 * c31 - d32 * d32 : 1)
  for (let target = 0, at = first; target < sums.length; target++, at += width) {
    const z0 = (lines[at] ?? NaN) * a
    const z1 = second ? ((lines[at + 1] ?? NaN) - b10 * z0) * b : 0
    const z2 = third ? ((lines[at + 2] ?? NaN) - b20 * z0 - c21 * z1) * c : 0
    const z3 = fourth ? ((lines[at + 3] ?? NaN) - b30 * z0 - c31 * z1 - d32 * z2) * d : 0
    const e3 = z3 * d
    const e2 = (z2 - d32 * e3) * c
    const e1 = (z1 - c21 * e2 - c31 * e3) * b
    const e0 = (z0 - b10 * e1 - b20 * e2 - b30 * e3) * a
    sums[target] = (sums[target] ?? NaN) + (e0 * e0 + e1 * e1 + (e2 * e2 + e3 * e3))
  }
}

function addOneByOne(sums: Float64Array, { block }: InnerRoom, inner: Inner): void {
  const { reduced, width, first, size } = inner
  if (size <= 4) {
    addOfFour(sums, inner)
    return
  }
  blockOf(block, inner)
  invertInPlace(block, size)
  for (let target = 0, at = first; target < sums.length; target++, at += width) {
    sums[target] = (sums[target] ?? NaN) + squaresOf(block, reduced, [at, size])
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
  blockOf(block, inner)
  invertInPlace(block, size)
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

interface InnerErrors extends Pick<Inner, 'smoothed' | 'left' | 'reduced'> {
  readonly system: Layout
  readonly patient: number
}

/** Adds, for each target, the squared errors of patient `patient` in a model without that patient and without the rows that are left. */
export function addInnerErrors(
  sums: Float64Array,
  room: InnerRoom,
  { system: { starts, targets, scores }, patient, ...of }: InnerErrors,
): void {
  const first = starts[patient] ?? NaN
  const size = (starts[patient + 1] ?? NaN) - first
  const inner = { ...of, width: scores.length, targets, first, size }
  if (targets <= FEW) addOneByOne(sums, room, inner)
  else addTogether(sums, room, inner)
}

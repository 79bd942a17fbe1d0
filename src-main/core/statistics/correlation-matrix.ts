import { ranks } from './correlation.ts'
import { quantileOfSorted } from './moments.ts'
import { createRandom, randomIndex } from './random.ts'
import type { Random } from './random.ts'

/** Values of the same patients in one order, NaN where a patient has none. */
export type Column = Float64Array

export interface MatrixInput {
  readonly rows: readonly Column[]
  /** Null: the pairs of the rows among themselves. */
  readonly columns: readonly Column[] | null
  /** A cell with fewer patients stays empty. */
  readonly minPatients: number
  readonly permutations: number
  readonly seed: number
}

/** Spearman's rank correlation of one pair and what it is beside no relation at all. */
export interface MatrixCell {
  /** Place among the rows. */
  readonly row: number
  /** Place among the columns; among the rows, and above `row`, where there are no columns. */
  readonly column: number
  /** Patients with both values. */
  readonly n: number
  /** Null with fewer patients than needed, or where all have one and the same value on either side. */
  readonly r: number | null
  readonly whyNot: 'few' | 'constant' | null
  /** Two-sided, of this cell alone; null without `r`. */
  readonly p: number | null
  /** Adjusted over all cells that have an `r`. */
  readonly pAdjusted: number | null
  /** Between these lie 95 of 100 permutations. */
  readonly range: [number, number] | null
}

interface Pair {
  readonly row: number
  readonly column: number
  readonly n: number
  /** Of all patients, whether both values are there. */
  readonly members: Uint8Array
  /** Ranks among the members, centred and of length 1, at the places of the patients; null where all are equal. */
  readonly a: Float64Array | null
  readonly b: Float64Array | null
}

/** Equal up to rounding counts as at least as large. */
const TIE = 1e-10
const TAIL = 0.025

function unitRanks(values: Column, members: Uint8Array): Float64Array | null {
  const places = [...members.keys()].filter((place) => members[place] === 1)
  const ranked = ranks(places.map((place) => values[place] ?? NaN))
  const middle = (places.length + 1) / 2
  const length = Math.sqrt(ranked.reduce((sum, rank) => sum + (rank - middle) ** 2, 0))
  if (length === 0) return null
  const unit = new Float64Array(values.length)
  places.forEach((place, index) => {
    unit[place] = ((ranked[index] ?? NaN) - middle) / length
  })
  return unit
}

function pairOf({ rows, columns, minPatients }: MatrixInput, row: number, column: number): Pair {
  const [x, y] = [rows[row] ?? new Float64Array(0), (columns ?? rows)[column] ?? new Float64Array(0)]
  const members = Uint8Array.from(x, (value, place) =>
    Number.isNaN(value) || Number.isNaN(y[place] ?? NaN) ? 0 : 1,
  )
  const n = members.reduce((sum, member) => sum + member, 0)
  const isEnough = n >= minPatients
  const [a, b] = isEnough ? [unitRanks(x, members), unitRanks(y, members)] : [null, null]
  return { row, column, n, members, a, b }
}

function pairsOf(input: MatrixInput): Pair[] {
  const { rows, columns } = input
  return rows.flatMap((_, row) =>
    [...(columns ?? rows).keys()]
      .filter((column) => columns !== null || column > row)
      .map((column) => pairOf(input, row, column)),
  )
}

/** In place; Fisher and Yates. */
function shuffle(order: Int32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomIndex(random, last + 1)
    const taken = order[other] ?? 0
    order[other] = order[last] ?? 0
    order[last] = taken
  }
}

/** The members in the order of a permutation; returns how many there are. */
function members(order: Int32Array, of: Uint8Array, into: Int32Array): number {
  let count = 0
  for (const patient of order) if (of[patient] === 1) into[count++] = patient
  return count
}

/** Whose orders are drawn: every column's own, or one for all columns against rows that keep theirs. */
function drawer({ rows, columns, seed }: MatrixInput): {
  draw: () => void
  orderOf: (side: 'a' | 'b', place: number) => Int32Array
} {
  const random = createRandom(seed)
  const count = rows[0]?.length ?? 0
  const inPlace = (): Int32Array => Int32Array.from({ length: count }, (_, place) => place)
  const own = columns === null ? rows.map(inPlace) : [inPlace()]
  const kept = inPlace()
  return {
    draw: () => {
      for (const order of own) shuffle(order, random)
    },
    orderOf: (side, place) => {
      if (columns === null) return own[place] ?? kept
      return side === 'a' ? kept : (own[0] ?? kept)
    },
  }
}

interface Whole extends Pair {
  readonly a: Float64Array
  readonly b: Float64Array
}

const isWhole = (pair: Pair): pair is Whole => pair.a !== null && pair.b !== null

function product({ a, b }: Whole, [first, second]: readonly [Int32Array, Int32Array], n: number): number {
  let sum = 0
  for (let place = 0; place < n; place++) sum += (a[first[place] ?? 0] ?? 0) * (b[second[place] ?? 0] ?? 0)
  return sum
}

/** Brings cells with other numbers of patients onto one scale: without a relation a rank correlation has a variance of 1 / (n - 1). */
function standardised(r: number, n: number): number {
  return Math.abs(r) * Math.sqrt(n - 1)
}

function rangeOf(runs: Float32Array): [number, number] | null {
  const sorted = Array.from(runs.slice().sort())
  const low = quantileOfSorted(sorted, TAIL)
  const high = quantileOfSorted(sorted, 1 - TAIL)
  return low === null || high === null ? null : [low, high]
}

/**
 * Every cell of a matrix of rank correlations, with p from exchanged patients and p adjusted over the matrix by the largest
 * standardised correlation of each permutation (maxT: Westfall & Young, Resampling-Based Multiple Testing, 1993). Rows among themselves:
 * each column is exchanged on its own, so that no two have to do with each other; in large samples cells that hang together only make the
 * largest of them smaller than that (Šidák, JASA 1967; 62: 626-633). Rows against columns: the columns of a patient stay together.
 * `between` is awaited between permutations, with how many are done.
 */
export async function correlationMatrix(
  input: MatrixInput,
  between: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<MatrixCell[]> {
  const { permutations } = input
  const pairs = pairsOf(input)
  const whole = pairs.filter(isWhole)
  const natural = Int32Array.from(input.rows[0] ?? [], (_, place) => place)
  const observed = whole.map((pair) => product(pair, [natural, natural], natural.length))
  const runs = whole.map(() => new Float32Array(permutations))
  const hits = new Float64Array(whole.length)
  const largest = new Float64Array(permutations)
  const { draw, orderOf } = drawer(input)
  const [first, second] = [natural.slice(), natural.slice()]
  for (let run = 0; run < permutations; run++) {
    await between(run)
    draw()
    let top = 0
    whole.forEach((pair, cell) => {
      const n = members(orderOf('a', pair.row), pair.members, first)
      members(orderOf('b', pair.column), pair.members, second)
      const r = product(pair, [first, second], n)
      const values = runs[cell]
      if (values !== undefined) values[run] = r
      if (Math.abs(r) >= Math.abs(observed[cell] ?? NaN) - TIE) hits[cell] = (hits[cell] ?? 0) + 1
      top = Math.max(top, standardised(r, n))
    })
    largest[run] = top
  }
  const share = (count: number): number => (1 + count) / (1 + permutations)
  const known = new Map(
    whole.map((pair, cell) => {
      const r = Math.max(-1, Math.min(1, observed[cell] ?? NaN))
      const own = standardised(r, pair.n)
      return [
        pair,
        {
          ...{ r, whyNot: null, p: share(hits[cell] ?? NaN) },
          pAdjusted: share(largest.filter((top) => top >= own - TIE).length),
          range: rangeOf(runs[cell] ?? new Float32Array(0)),
        },
      ] as const
    }),
  )
  return pairs.map((pair) => {
    const { row, column, n } = pair
    const whyNot = n < input.minPatients ? ('few' as const) : ('constant' as const)
    const nothing = { r: null, whyNot, p: null, pAdjusted: null, range: null }
    return { row, column, n, ...((isWhole(pair) ? known.get(pair) : undefined) ?? nothing) }
  })
}

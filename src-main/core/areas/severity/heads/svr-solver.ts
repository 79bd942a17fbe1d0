import { dot } from '../../../statistics/vectors.ts'

/** Rows x rows products, row after row, and what is to be met. */
export interface SvrProblem {
  readonly kernel: Float64Array
  readonly targets: Float64Array
  /** C: most that a row can weigh. */
  readonly cost: number
  /** Half-width, in points. */
  readonly tube: number
  /** Points by which a row may break its condition when the search ends. */
  readonly tolerance: number
}

export interface SvrSolution {
  /** Weight of each row, from -C to C; their sum is 0. */
  readonly coefficients: Float64Array
  readonly intercept: number
}

/** So many steps for each row at most: a search that is not done by then is near enough for a choice. */
const STEPS_PER_ROW = 1000

/** Curvature at least, so that rows that are alike do not divide by nothing. */
const LEAST_CURVATURE = 1e-12

interface State {
  /** What pulls each row up, and down: 0 to C, one of both 0. */
  readonly up: Float64Array
  readonly down: Float64Array
  /** Targets less the estimates, but for the intercept. */
  readonly errors: Float64Array
}

/** A row's weight can grow, or shrink, along one of its two bounds. */
interface Move {
  readonly row: number
  readonly isUp: boolean
  /** What the intercept would be if the row stood at the edge of the tube. */
  readonly level: number
}

function starting({ kernel, targets }: SvrProblem, from: SvrSolution | null): State {
  const rows = targets.length
  const coefficients = from?.coefficients ?? new Float64Array(rows)
  const errors = targets.map(
    (target, i) => target - dot(kernel.subarray(i * rows, (i + 1) * rows), coefficients),
  )
  return {
    up: coefficients.map((value) => Math.max(0, value)),
    down: coefficients.map((value) => Math.max(0, -value)),
    errors,
  }
}

/** The row whose weight most wants to grow. */
function findGrowing({ up, down, errors }: State, { cost, tube }: SvrProblem): Move {
  let best: Move = { row: -1, isUp: true, level: -Infinity }
  for (let row = 0; row < errors.length; row++) {
    const error = errors[row] ?? NaN
    if ((up[row] ?? NaN) < cost && error - tube > best.level) best = { row, isUp: true, level: error - tube }
    if ((down[row] ?? NaN) > 0 && error + tube > best.level) best = { row, isUp: false, level: error + tube }
  }
  return best
}

/** The row whose weight, shrinking as that one grows, gains most; and the lowest level of all that can shrink. */
function findShrinking(
  { up, down, errors }: State,
  { kernel, cost, tube }: SvrProblem,
  growing: Move,
): { move: Move; lowest: number } {
  const rows = errors.length
  const own = kernel[growing.row * rows + growing.row] ?? NaN
  let move: Move = { row: -1, isUp: true, level: Infinity }
  let most = -Infinity
  let lowest = Infinity
  const consider = (row: number, isUp: boolean, level: number): void => {
    lowest = Math.min(lowest, level)
    const gap = growing.level - level
    if (gap <= 0) return
    const curve = own + (kernel[row * rows + row] ?? NaN) - 2 * (kernel[growing.row * rows + row] ?? NaN)
    const gain = (gap * gap) / Math.max(curve, LEAST_CURVATURE)
    if (gain <= most) return
    most = gain
    move = { row, isUp, level }
  }
  for (let row = 0; row < rows; row++) {
    const error = errors[row] ?? NaN
    if ((up[row] ?? NaN) > 0) consider(row, true, error - tube)
    if ((down[row] ?? NaN) < cost) consider(row, false, error + tube)
  }
  return { move, lowest }
}

/** How far the weight can go before it meets its bound. */
function roomOf(
  { up, down }: State,
  { row, isUp }: Move,
  { cost, grows }: { cost: number; grows: boolean },
): number {
  const value = (isUp ? up[row] : down[row]) ?? NaN
  return isUp === grows ? cost - value : value
}

function shift({ up, down }: State, { row, isUp }: Move, { by, cost }: { by: number; cost: number }): void {
  const bound = isUp ? up : down
  const value = (bound[row] ?? NaN) + (isUp ? by : -by)
  bound[row] = Math.min(cost, Math.max(0, value))
}

/** Level of the rows that stand at the edge of the tube, or the middle of what is allowed. */
function interceptOf({ up, down, errors }: State, { cost, tube }: SvrProblem, middle: number): number {
  let sum = 0
  let count = 0
  for (let row = 0; row < errors.length; row++) {
    const error = errors[row] ?? NaN
    const isFree = (value: number): boolean => value > 0 && value < cost
    if (isFree(up[row] ?? NaN)) {
      sum += error - tube
      count++
    }
    if (isFree(down[row] ?? NaN)) {
      sum += error + tube
      count++
    }
  }
  return count === 0 ? middle : sum / count
}

/**
 * Two rows at a time (SMO), the pair by the second order of the gain (Fan, Chen & Lin, J Mach Learn Res 2005; 6: 1889), as LIBSVM does. `from`: a
 * solution of the same rows with no larger cost, to begin with.
 */
export function solveSvr(problem: SvrProblem, from: SvrSolution | null): SvrSolution {
  const { kernel, targets, cost, tolerance } = problem
  const rows = targets.length
  const state = starting(problem, from)
  let middle = 0
  for (let steps = 0; steps < STEPS_PER_ROW * rows; steps++) {
    const growing = findGrowing(state, problem)
    const { move: shrinking, lowest } = findShrinking(state, problem, growing)
    middle = (growing.level + lowest) / 2
    if (shrinking.row < 0 || growing.level - lowest <= tolerance) break
    const [i, j] = [growing.row, shrinking.row]
    const curve =
      (kernel[i * rows + i] ?? NaN) + (kernel[j * rows + j] ?? NaN) - 2 * (kernel[i * rows + j] ?? NaN)
    const by = Math.min(
      (growing.level - shrinking.level) / Math.max(curve, LEAST_CURVATURE),
      roomOf(state, growing, { cost, grows: true }),
      roomOf(state, shrinking, { cost, grows: false }),
    )
    shift(state, growing, { by, cost })
    shift(state, shrinking, { by: -by, cost })
    for (let row = 0; row < rows; row++) {
      const change = by * ((kernel[row * rows + i] ?? NaN) - (kernel[row * rows + j] ?? NaN))
      state.errors[row] = (state.errors[row] ?? NaN) - change
    }
  }
  return {
    coefficients: state.up.map((value, row) => value - (state.down[row] ?? NaN)),
    intercept: interceptOf(state, problem, middle),
  }
}

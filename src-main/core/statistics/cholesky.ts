/**
 * Factor and solve of small positive definite matrices in place, millions of times in one validation: a library that makes an
 * object of each of them took ten times as long.
 */

/**
 * Overwrites the lower triangle of `matrix` (size x size, row after row) with L of L L' (Golub & Van Loan, Matrix Computations,
 * 4th ed., algorithm 4.2.2). A matrix that is not positive definite leaves NaN in it.
 */
export function factorInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? NaN
      for (let k = 0; k < j; k++) sum -= (matrix[i * size + k] ?? NaN) * (matrix[j * size + k] ?? NaN)
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / (matrix[j * size + j] ?? NaN)
    }
  }
}

/** A right-hand side: size x columns, row after row; there may be more rows than are solved for. */
export interface RightSide {
  readonly values: Float64Array
  readonly columns: number
}

/** Row i less so many times row j. */
function subtractRow(
  { values, columns }: RightSide,
  times: number,
  { i, j }: { i: number; j: number },
): void {
  for (let a = j * columns, b = i * columns, end = a + columns; a < end; a++, b++) {
    values[b] = (values[b] ?? NaN) - times * (values[a] ?? NaN)
  }
}

function divideRow({ values, columns }: RightSide, row: number, by: number): void {
  for (let a = row * columns, end = a + columns; a < end; a++) values[a] = (values[a] ?? NaN) / by
}

/** Overwrites `right` with the solution X of L L' X = right; `factor` as `factorInPlace` leaves it. */
export function solveInPlace(factor: Float64Array, size: number, right: RightSide): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) subtractRow(right, factor[i * size + j] ?? NaN, { i, j })
    divideRow(right, i, factor[i * size + i] ?? NaN)
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) subtractRow(right, factor[j * size + i] ?? NaN, { i, j })
    divideRow(right, i, factor[i * size + i] ?? NaN)
  }
}

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

/** right[to] -= times * right[from], row by row. */
function subtractRow(right: Float64Array, columns: number, from: number, to: number, times: number): void {
  for (let column = 0, a = from * columns, b = to * columns; column < columns; column++, a++, b++) {
    right[b] = (right[b] ?? NaN) - times * (right[a] ?? NaN)
  }
}

function divideRow(right: Float64Array, columns: number, row: number, by: number): void {
  for (let column = 0, a = row * columns; column < columns; column++, a++) right[a] = (right[a] ?? NaN) / by
}

/** Overwrites `right` (size x columns, row after row) with the solution X of L L' X = right; `factor` as `factorInPlace` leaves it. */
export function solveInPlace(factor: Float64Array, size: number, right: Float64Array, columns: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) subtractRow(right, columns, j, i, factor[i * size + j] ?? NaN)
    divideRow(right, columns, i, factor[i * size + i] ?? NaN)
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) subtractRow(right, columns, j, i, factor[j * size + i] ?? NaN)
    divideRow(right, columns, i, factor[i * size + i] ?? NaN)
  }
}

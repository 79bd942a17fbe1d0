import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { dot } from '../../statistics/vectors.ts'
import { centre, learnOrigin } from './centre.ts'
import type { Origin } from './centre.ts'

/** Below this share of the largest eigenvalue, a direction is rounding. */
const RANK = 1e-12

/** Rows along the main axes of the centred features: what every penalty and every target share. */
export interface RidgeAxes {
  readonly origin: Origin
  /** Sum of squares along each axis, in no particular order. */
  readonly eigenvalues: Float64Array
  /** For each row its place along each axis. */
  readonly scores: readonly Float64Array[]
  /** For each axis a unit vector of centred features. */
  readonly directions: readonly Float64Array[]
}

/** All products of pairs of vectors; symmetric. */
export function gram(vectors: readonly Float64Array[]): Matrix {
  const matrix = new Matrix(vectors.length, vectors.length)
  vectors.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const product = dot(a, vectors[j] ?? a)
      matrix.set(i, j, product)
      matrix.set(j, i, product)
    }
  })
  return matrix
}

function transpose(rows: readonly Float64Array[], columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => Float64Array.from(rows, (row) => row[column] ?? NaN))
}

/** Unit vectors with their eigenvalues, directions of pure rounding left out. */
function eigenvectors(matrix: Matrix): { value: number; vector: Float64Array }[] {
  if (matrix.rows === 0) return []
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  const values = decomposition.realEigenvalues
  const smallest = Math.max(...values) * RANK
  return values.flatMap((value, index) =>
    value > smallest
      ? [{ value, vector: Float64Array.from(decomposition.eigenvectorMatrix.getColumn(index)) }]
      : [],
  )
}

/** Decomposes the smaller of the two product matrices: rows by rows, or features by features. */
export function findAxes(features: readonly Float64Array[]): RidgeAxes {
  const origin = learnOrigin(features)
  const rows = features.map((row) => centre(row, origin))
  const columns = transpose(rows, origin.kept.length)
  const isDual = rows.length <= columns.length
  const found = eigenvectors(gram(isDual ? rows : columns))
  const directions = found.map(({ value, vector }) =>
    isDual ? Float64Array.from(columns, (column) => dot(column, vector) / Math.sqrt(value)) : vector,
  )
  const scores = rows.map((row) => Float64Array.from(directions, (direction) => dot(row, direction)))
  return { origin, eigenvalues: Float64Array.from(found, ({ value }) => value), scores, directions }
}

/** 8-bit weights of a matrix. */
export interface QuantisedMatrix {
  /** Row-major, in the layout of the source. */
  readonly values: Int8Array
  /** One per row: weight = value x scale. */
  readonly scales: Float32Array
}

/**
 * Symmetric 8-bit weights with one scale per row, which in PyTorch's layout is one per output of the layer.
 * The largest weight of a row becomes 127 (or -127).
 */
export function quantiseRows(matrix: Float32Array, rows: number, columns: number): QuantisedMatrix {
  const values = new Int8Array(rows * columns)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let largest = 0
    for (let i = start; i < start + columns; i++) largest = Math.max(largest, Math.abs(matrix[i] ?? 0))
    const scale = Math.fround(largest === 0 ? 1 : largest / 127)
    scales[row] = scale
    for (let i = start; i < start + columns; i++) values[i] = Math.round((matrix[i] ?? 0) / scale)
  }
  return { values, scales }
}

const TILE = 64

/** Rows become columns. Tile by tile: a plain double loop over 100 MB would wait for memory most of the time. */
export function transpose<Values extends Float32Array | Int8Array | Uint16Array>(
  matrix: Values,
  rows: number,
  columns: number,
): Values {
  const turned = new (matrix.constructor as new (length: number) => Values)(matrix.length)
  for (let rowTile = 0; rowTile < rows; rowTile += TILE) {
    const lastRow = Math.min(rowTile + TILE, rows)
    for (let columnTile = 0; columnTile < columns; columnTile += TILE) {
      const lastColumn = Math.min(columnTile + TILE, columns)
      for (let column = columnTile; column < lastColumn; column++) {
        for (let row = rowTile; row < lastRow; row++) {
          turned[column * rows + row] = matrix[row * columns + column] ?? 0
        }
      }
    }
  }
  return turned
}

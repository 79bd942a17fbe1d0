import { angularOrder } from '../../statistics/angular-order.ts'
import { correlationMatrix } from '../../statistics/correlation-matrix.ts'
import type { MatrixCell, MatrixInput } from '../../statistics/correlation-matrix.ts'

export interface MatrixAnswer {
  readonly cells: readonly MatrixCell[]
  /** Places of the rows, first to last, so that what goes together stands together. */
  readonly order: readonly number[]
}

/** Whole and symmetric; what is not known counts as no relation. */
function square(count: number, cells: readonly MatrixCell[]): number[][] {
  const whole = Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, column): number => (row === column ? 1 : 0)),
  )
  const set = (row: number, column: number, r: number): void => {
    const line = whole[row]
    if (line !== undefined) line[column] = r
  }
  for (const { row, column, r } of cells) {
    set(row, column, r ?? 0)
    set(column, row, r ?? 0)
  }
  return whole
}

/** The cells, and the rows in the order in which they go together, whatever they are held against. */
export async function orderedMatrix(input: MatrixInput, between: () => Promise<void>): Promise<MatrixAnswer> {
  const cells = await correlationMatrix(input, between)
  const among =
    input.columns === null ? cells : await correlationMatrix({ ...input, columns: null, permutations: 0 })
  return { cells, order: angularOrder(square(input.rows.length, among)) }
}

import type { SortValue } from './table-column.ts'

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

/** Rows without a value stay last, in the order in which they were, and so do equal ones among each other. */
export function sortedRows<Row>(rows: readonly Row[], read: (row: Row) => SortValue, isDown: boolean): Row[] {
  const valued = rows.map((row) => ({ row, value: read(row) }))
  const known = valued.flatMap(({ row, value }) => (value === null ? [] : [{ row, value }]))
  const sign = isDown ? -1 : 1
  return [
    ...known.sort((a, b) => sign * compare(a.value, b.value)),
    ...valued.filter(({ value }) => value === null),
  ].map(({ row }) => row)
}

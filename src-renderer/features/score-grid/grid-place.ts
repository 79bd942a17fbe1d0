/** A cell of the grid, counted from 0. */
export interface GridPlace {
  readonly row: number
  readonly column: number
}

export interface GridSize {
  readonly rows: number
  readonly columns: number
}

/** What is selected: from where it began to where the cursor is. */
export interface GridSelection {
  readonly from: GridPlace
  readonly to: GridPlace
}

export interface GridBlock extends GridPlace, GridSize {}

export function blockOf({ from, to }: GridSelection): GridBlock {
  const row = Math.min(from.row, to.row)
  const column = Math.min(from.column, to.column)
  return {
    ...{ row, column },
    rows: Math.abs(from.row - to.row) + 1,
    columns: Math.abs(from.column - to.column) + 1,
  }
}

export function isIn({ row, column, rows, columns }: GridBlock, place: GridPlace): boolean {
  const isRow = place.row >= row && place.row < row + rows
  return isRow && place.column >= column && place.column < column + columns
}

const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value))

export function kept(place: GridPlace, size: GridSize): GridPlace {
  return { row: clamp(place.row, size.rows), column: clamp(place.column, size.columns) }
}

export interface GridKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** Where a key leads from there, as in spreadsheets; null for keys that lead nowhere. `page` is a screen of rows. */
export function stepTo(
  at: GridPlace,
  event: GridKey,
  size: GridSize & { readonly page: number },
): GridPlace | null {
  const isFar = event.ctrlKey || event.metaKey
  const far = (near: number): number => (isFar ? near * Infinity : near)
  const steps: Readonly<Record<string, GridPlace>> = {
    ArrowDown: { row: at.row + far(1), column: at.column },
    ArrowUp: { row: at.row + far(-1), column: at.column },
    ArrowRight: { row: at.row, column: at.column + far(1) },
    ArrowLeft: { row: at.row, column: at.column + far(-1) },
    PageDown: { row: at.row + size.page, column: at.column },
    PageUp: { row: at.row - size.page, column: at.column },
    Home: { row: isFar ? 0 : at.row, column: 0 },
    End: { row: isFar ? Infinity : at.row, column: Infinity },
  }
  const to = steps[event.key]
  return to === undefined ? null : kept(to, size)
}

/** The next cell, line by line; null after the last and before the first. */
export function cellAfter(at: GridPlace, step: 1 | -1, { rows, columns }: GridSize): GridPlace | null {
  const index = at.row * columns + at.column + step
  if (index < 0 || index >= rows * columns) return null
  return { row: Math.floor(index / columns), column: index % columns }
}

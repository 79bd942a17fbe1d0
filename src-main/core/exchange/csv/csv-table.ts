import { stringify } from 'csv-stringify/sync'
import { guardFormula } from './formula-guard.ts'

export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime'
export type CellValue = string | number | boolean | null

/** As in Frictionless Table Schema. */
export interface FieldConstraints {
  readonly required?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
  readonly pattern?: string
}

/** One of the few values of a column, and what it means. */
export interface ValueLabel {
  readonly value: string
  readonly label: string
}

export interface Column<Row> {
  readonly name: string
  readonly type: FieldType
  readonly description: string
  readonly constraints?: FieldConstraints
  /** Where values are codes that say little by themselves. */
  readonly valueLabels?: readonly ValueLabel[]
  /** Null for an empty cell. A `datetime` is ISO 8601 in UTC; parts of a second are cut off. */
  readonly value: (row: Row) => CellValue
}

/** One CSV file: what is in it, and the words that describe it. */
export interface Table<Row> {
  /** File name with `.csv`. */
  readonly fileName: string
  readonly title: string
  readonly description: string
  readonly columns: readonly Column<Row>[]
  /** Columns that no two rows share all values of. */
  readonly primaryKey: readonly string[]
  readonly rows: readonly Row[]
}

/** The one pair that base R, pandas, SPSS syntax and Table Schema all take: `true` is a text to base R. */
export const BOOLEAN_CELLS = { true: 'TRUE', false: 'FALSE' } as const

/** RFC 4180: commas, double quotes doubled inside quotes, CRLF after each line, the last one too. */
export const LINE_END = '\r\n'

/** Table Schema's default for `datetime` has no parts of a second. */
function toWholeSeconds(utc: string): string {
  return utc.replace(/\.\d+Z$/, 'Z')
}

function toCell<Row>({ type, name, value }: Column<Row>, row: Row): string {
  const cell = value(row)
  if (cell === null) return ''
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) throw new RangeError(`column ${name} has a cell that is no number`)
    // Shortest text that reads back as the same number; never "-0".
    return String(cell === 0 ? 0 : cell)
  }
  if (typeof cell === 'boolean') return BOOLEAN_CELLS[cell ? 'true' : 'false']
  if (type === 'datetime') return toWholeSeconds(cell)
  return type === 'string' ? guardFormula(cell) : cell
}

export function csvHeader<Row>({ columns }: Table<Row>): string {
  return toLines([columns.map(({ name }) => name)])
}

/** Cells as they are written, before any quoting. */
export function csvCells<Row>({ columns }: Table<Row>, rows: readonly Row[]): string[][] {
  return rows.map((row) => columns.map((column) => toCell(column, row)))
}

/** Lines of {@link csvCells}; '' for no rows. */
export function csvLines(cells: readonly (readonly string[])[]): string {
  return cells.length === 0 ? '' : toLines(cells)
}

/** The writer quotes what must be; a lone line feed or outer spaces would pass some readers by. */
const QUOTED = /[\r\n]|^\s|\s$/

function toLines(cells: readonly (readonly string[])[]): string {
  return stringify(
    cells.map((line) => [...line]),
    { record_delimiter: LINE_END, quoted_match: QUOTED },
  )
}

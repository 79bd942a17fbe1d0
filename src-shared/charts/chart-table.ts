/** The numbers behind a chart: shown beside it for screen readers and saved as CSV. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A leading `=`, `+`, `-` or `@` would make a spreadsheet run the text as a formula. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = guarded(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180: header, comma, CRLF. csv-stringify would bring a Buffer polyfill into the window for this. */
export function tableToCsv(table: ChartTable): string {
  return [table.columns, ...table.rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

/** For pasting into a spreadsheet. */
export function tableToTsv(table: ChartTable): string {
  const cell = (value: string | number | null): string =>
    typeof value === 'string' ? guarded(value.replaceAll(/[\t\r\n]+/g, ' ')) : String(value ?? '')
  return [table.columns, ...table.rows].map((row) => row.map(cell).join('\t')).join('\n')
}

/** How much of a table is read. What is larger is something else by mistake, and would take all memory. */
export interface CsvLimits {
  /** In the header or any row. */
  readonly columns: number
  /** Rows below the header, without blank ones. */
  readonly rows: number
  /** Characters of one cell. */
  readonly cellLength: number
}

/** Far above what spreadsheets and REDCap write for ratings and captions. */
export const csvLimits: CsvLimits = { columns: 10_000, rows: 100_000, cellLength: 100_000 }

export interface CsvScan {
  readonly text: string
  /** Where the table begins in `text`, and the 1-based line of the file that it is. */
  readonly start: number
  readonly line: number
  /** One character. */
  readonly delimiter: string
  readonly limits: CsvLimits
  /** The first row. Returns the place of each column among the cells to keep, -1 for none. */
  header(cells: readonly string[], line: number): Int32Array
  /** Rows with anything in them. `cells` are only those to keep, without blanks outside of quotes; the other numbers count all. */
  row(row: { line: number; cells: string[]; count: number; filled: number }): void
}

export interface CsvFault {
  readonly line: number
  readonly code: 'bad-csv' | 'too-large'
  readonly what: string
}

const LINE_FEED = 10
const RETURN = 13
const QUOTE = 34
const badQuote = 'A quotation mark is not closed or stands in the wrong place.'

/**
 * Goes through a table of RFC 4180 once, from front to end, and stops at the first thing that is none or too
 * large. Time grows with the length of the text, whatever it holds; memory with the cells that are kept.
 *
 * Own code, because what readers of CSV offer keeps every cell of every row: a table of 50 MB took four seconds
 * and 600 MB where a dozen of its columns are wanted.
 */
export function scanCsv(scan: CsvScan): CsvFault | null {
  const { text, limits } = scan
  const delimiter = scan.delimiter.charCodeAt(0)
  const end = text.length
  let at = scan.start
  let line = scan.line
  let rows = 0
  let places: Int32Array | null = null
  const isBlank = (code: number) => (code === 32 || code === 9 || code === 0xa0) && code !== delimiter

  while (at < end) {
    const first = text.charCodeAt(at)
    if (first === LINE_FEED || first === RETURN) {
      at += first === RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1
      line += 1
      continue
    }
    const rowLine = line
    const cells: string[] = []
    let count = 0
    let filled = 0
    for (;;) {
      while (at < end && isBlank(text.charCodeAt(at))) at += 1
      let from = at
      let to: number
      let hasDoubled = false
      const isQuoted = text.charCodeAt(at) === QUOTE
      if (isQuoted) {
        const opened = line
        from = at + 1
        let next = from
        for (;;) {
          to = text.indexOf('"', next)
          if (to === -1) return { line: opened, code: 'bad-csv', what: badQuote }
          if (to - from > limits.cellLength) return longCell(opened, limits)
          if (text.charCodeAt(to + 1) !== QUOTE) break
          hasDoubled = true
          next = to + 2
        }
        for (let inside = from; inside < to; inside += 1) {
          const code = text.charCodeAt(inside)
          if (code === LINE_FEED || (code === RETURN && text.charCodeAt(inside + 1) !== LINE_FEED)) line += 1
        }
        at = to + 1
        while (at < end && isBlank(text.charCodeAt(at))) at += 1
        const after = text.charCodeAt(at)
        if (at < end && after !== delimiter && after !== LINE_FEED && after !== RETURN) {
          return { line, code: 'bad-csv', what: badQuote }
        }
      } else {
        for (; at < end; at += 1) {
          const code = text.charCodeAt(at)
          if (code === delimiter || code === LINE_FEED || code === RETURN) break
          if (code === QUOTE) return { line, code: 'bad-csv', what: badQuote }
        }
        to = at
        while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1
        if (to - from > limits.cellLength) return longCell(line, limits)
      }
      const place = places === null ? count : count < places.length ? (places[count] ?? -1) : -1
      count += 1
      if (count > limits.columns) return tooMany(rowLine, 'columns', limits.columns)
      if (to > from) filled = count
      if (place >= 0) {
        const cell = text.slice(from, to)
        cells[place] = isQuoted ? (hasDoubled ? cell.replaceAll('""', '"') : cell) : cell.trim()
      }
      if (at >= end || text.charCodeAt(at) !== delimiter) break
      at += 1
    }
    if (at < end) {
      at += text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1
      line += 1
    }
    if (places === null) {
      places = scan.header(cells, rowLine)
      continue
    }
    // Spreadsheets write rows of mere delimiters below the table.
    if (filled === 0) continue
    rows += 1
    if (rows > limits.rows) return tooMany(rowLine, 'rows', limits.rows)
    scan.row({ line: rowLine, cells, count, filled })
  }
  return null
}

function longCell(line: number, { cellLength }: CsvLimits): CsvFault {
  const what = `A cell has more than ${cellLength.toLocaleString('en')} characters: a quotation mark may be missing.`
  return { line, code: 'too-large', what }
}

function tooMany(line: number, things: string, limit: number): CsvFault {
  const what = `The table has more than ${limit.toLocaleString('en')} ${things}. Keep what is needed, or part it into several files.`
  return { line, code: 'too-large', what }
}

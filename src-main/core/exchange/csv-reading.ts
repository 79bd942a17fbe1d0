import { CsvError, parse } from 'csv-parse/sync'
import { readProblem } from './read-problem.ts'
import type { ReadProblem } from './read-problem.ts'
import { decodeUtf8 } from './utf8-text.ts'

export interface CsvRow {
  /** 1-based line of the file where the row begins. */
  readonly line: number
  /** Trimmed text by lower-case column name; every column of the header is there. */
  readonly cells: Readonly<Record<string, string>>
}

export interface CsvTable {
  readonly fileName: string
  /** Lower case, trimmed, in order of the file. */
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
}

export interface CsvReading {
  /** Null when the file cannot be read as a table at all. */
  readonly table: CsvTable | null
  readonly problems: readonly ReadProblem[]
}

const otherDelimiters = [
  { character: '\t', name: 'tabs' },
  { character: ';', name: 'semicolons' },
  { character: '|', name: 'vertical bars' },
]

/**
 * Reads a comma-separated table with a header. What does not fit is a problem, never a throw: a row with too
 * many or too few cells is left out, the rest is read.
 */
export function readCsvTable(bytes: Buffer, fileName: string): CsvReading {
  const decoded = decodeUtf8(bytes, fileName)
  if (decoded.problem !== null) return { table: null, problems: [decoded.problem] }
  const { text } = decoded
  if (text.includes('\0')) {
    return fileProblem(fileName, 'not-text', 'This is not a text file, although its name ends in “.csv”.')
  }
  const delimiter = wrongDelimiter(text)
  if (delimiter !== null) {
    const what = `The columns are separated by ${delimiter}, not by commas. Save it as “CSV UTF-8 (comma delimited)”.`
    return { table: null, problems: [readProblem({ fileName, line: 1 }, 'wrong-delimiter', what)] }
  }
  try {
    return toTable(parseRecords(text), fileName)
  } catch (error) {
    if (error instanceof CsvError) return { table: null, problems: [csvProblem(error, fileName)] }
    throw error
  }
}

function fileProblem(fileName: string, code: string, what: string): CsvReading {
  return { table: null, problems: [readProblem({ fileName, line: null }, code, what)] }
}

/** Judged by the first line that is not blank, outside quotes. */
function wrongDelimiter(text: string): string | null {
  const header = (text.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '').replaceAll(
    /"[^"]*"/g,
    '',
  )
  const count = (character: string) => header.split(character).length - 1
  const commas = count(',')
  return otherDelimiters.find(({ character }) => count(character) > commas)?.name ?? null
}

interface ParsedRecord {
  readonly line: number
  readonly cells: readonly string[]
}

function parseRecords(text: string): ParsedRecord[] {
  const records = parse(text, {
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[]
  // The parser counts the line where a record ends; a quoted cell may hold line breaks.
  return records.map(({ record, info }) => ({
    line: info.lines - record.join('').split(/\r\n|\n|\r/).length + 1,
    cells: record,
  }))
}

function toTable(records: readonly ParsedRecord[], fileName: string): CsvReading {
  const [header, ...body] = records
  if (header === undefined) return fileProblem(fileName, 'empty-file', 'The file is empty.')
  const columns = header.cells.map((cell) => cell.toLowerCase())
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index)
  if (twice !== undefined) {
    const problem = readProblem(
      { fileName, line: header.line },
      'column-twice',
      `The column “${twice}” is there twice.`,
    )
    return { table: null, problems: [problem] }
  }
  const problems: ReadProblem[] = []
  const rows: CsvRow[] = []
  for (const { line, cells } of body) {
    // Spreadsheets write rows of mere commas below the table.
    if (cells.every((cell) => cell === '')) continue
    if (cells.length !== columns.length) {
      const what = `The row has ${String(cells.length)} cells, the header has ${String(columns.length)}.`
      problems.push(readProblem({ fileName, line }, 'cell-count', what))
      continue
    }
    rows.push({
      line,
      cells: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
    })
  }
  return { table: { fileName, columns, rows }, problems }
}

function csvProblem(error: CsvError, fileName: string): ReadProblem {
  const line = typeof error['lines'] === 'number' ? error['lines'] : null
  const what = error.code.includes('QUOTE')
    ? 'A quotation mark is not closed or stands in the wrong place.'
    : 'The line cannot be read as comma-separated values.'
  return readProblem({ fileName, line }, 'bad-csv', what)
}

/** The first of the names that the table has as a column, null for none. */
export function columnNamed(table: CsvTable, names: readonly string[]): string | null {
  return names.find((name) => table.columns.includes(name)) ?? null
}

const keyNames = {
  participant: [
    'participant_id',
    'participant',
    'patient',
    'patient_id',
    'patient_code',
    'subject',
    'subject_id',
    'record_id',
  ],
  visit: ['visit', 'visit_label', 'session', 'session_id', 'timepoint', 'event', 'redcap_event_name'],
  rater: ['rater', 'rater_id', 'rater_code', 'source_id'],
} as const

/** Whom and which visit a row is about; null where the table has no such column or the cell is empty. */
export interface RowKey {
  readonly participant: string | null
  readonly visit: string | null
  readonly rater: string | null
  /** The row says that it was made up, as this program's own exports do. */
  readonly synthetic: boolean
}

/** As this program writes it, and as R, pandas, Excel and SPSS write it back: a made-up mark is not lost on the way. */
function isTrue(cell: string): boolean {
  return ['true', '1', '1.0', '1.00'].includes(cell.trim().toLowerCase())
}

export function rowKeyReader(table: CsvTable): (row: CsvRow) => RowKey {
  const reader = (names: readonly string[]) => {
    const column = columnNamed(table, names)
    return (row: CsvRow): string | null => {
      const text = column === null ? '' : (row.cells[column] ?? '')
      return text === '' ? null : text
    }
  }
  const participant = reader(keyNames.participant)
  const visit = reader(keyNames.visit)
  const rater = reader(keyNames.rater)
  return (row) => ({
    participant: participant(row),
    visit: visit(row),
    rater: rater(row),
    synthetic: isTrue(row.cells['synthetic'] ?? ''),
  })
}

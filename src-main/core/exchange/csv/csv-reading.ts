import { participantNames, plainName, visitNames } from '#shared/tables/key-columns.ts'
import type { CsvFormat } from './csv-format.ts'
import { findCsvStart } from './csv-format.ts'
import { csvLimits, scanCsv } from './csv-scan.ts'
import type { CsvLimits } from './csv-scan.ts'
import { createProblemList } from '../problem-list.ts'
import { readProblem } from '../read-problem.ts'
import type { ReadProblem } from '../read-problem.ts'
import { isOwnColumn } from '../redcap/own-columns.ts'
import { decodeTable } from './table-text.ts'

export interface CsvRow {
  /** 1-based line of the file where the row begins. */
  readonly line: number
  /** Text by place of its column; read it by {@link cellReader}. */
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly fileName: string
  /** Lower case, trimmed, in order of the file. */
  readonly columns: readonly string[]
  /** Place among a row's cells, of the columns that were wanted. */
  readonly places: ReadonlyMap<string, number>
  readonly format: CsvFormat
  readonly rows: readonly CsvRow[]
}

export interface CsvReading {
  /** Null when the file cannot be read as a table at all. */
  readonly table: CsvTable | null
  readonly problems: readonly ReadProblem[]
}

export interface CsvWishes {
  /** Whether a column, by its name in lower case, is needed; all others are passed over. All when not given. */
  wants?(column: string, index: number): boolean
  /** Other names for the columns, which come in lower case; as they are when not given. */
  rename?(columns: readonly string[]): readonly string[]
  readonly limits?: CsvLimits
}

/**
 * Reads a table with a header, separated as spreadsheets of any country and REDCap do it. What does not fit is a
 * problem, never a throw: a row with too many or too few cells is left out, the rest is read.
 */
export function readCsvTable(bytes: Buffer, fileName: string, wishes: CsvWishes = {}): CsvReading {
  const { text, encoding, problem } = decodeTable(bytes, fileName)
  const refuse = (line: number | null, code: string, what: string): CsvReading => ({
    table: null,
    problems: [readProblem({ fileName, line }, code, what)],
  })
  if (problem !== null) return { table: null, problems: [problem] }
  if (text.includes('\0')) {
    return refuse(null, 'not-text', 'This is not a text file, although its name ends in “.csv”.')
  }
  const begin = findCsvStart(text)
  const header = createHeader(wishes)
  const rows: CsvRow[] = []
  const problems = createProblemList(fileName)
  const fault = scanCsv({
    ...begin,
    text,
    limits: wishes.limits ?? csvLimits,
    header: header.take,
    row({ line, cells, count, filled }) {
      const { columns } = header
      // Empty cells after the last column are what spreadsheets leave of a column that was cleared.
      if (count < columns.length || filled > columns.length) {
        const what = `The row has ${String(count)} cells, the header has ${String(columns.length)}.`
        problems.add(line, 'cell-count', what)
      } else rows.push({ line, cells })
    },
  })
  if (fault !== null) return refuse(fault.line, fault.code, fault.what)
  const { columns, places, line, twice } = header
  if (columns.length === 0) return refuse(null, 'empty-file', 'The file is empty.')
  if (twice !== null) return refuse(line, 'column-twice', `The column “${twice}” is there twice.`)
  const format = { encoding, delimiter: begin.delimiter }
  return { table: { fileName, columns, places, format, rows }, problems: problems.list() }
}

/** Longer names belong to no column that is read. */
const MAX_NAME_LENGTH = 200

function createHeader({ wants = () => true, rename = (columns) => columns }: CsvWishes) {
  const header = {
    columns: [] as readonly string[],
    places: new Map<string, number>(),
    line: 1,
    /** A wanted column that is there more than once: nobody could tell which is meant. */
    twice: null as string | null,
    take: (cells: readonly string[], line: number): Int32Array => {
      header.line = line
      header.columns = rename(cells.map((cell) => cell.trim().toLowerCase()))
      return Int32Array.from(header.columns, (column, index) => {
        if (column === '' || column.length > MAX_NAME_LENGTH || isOwnColumn(column)) return -1
        if (!wants(column, index)) return -1
        if (header.places.has(column)) header.twice ??= column
        else header.places.set(column, header.places.size)
        return header.places.get(column) ?? -1
      })
    },
  }
  return header
}

/** Reads the cell of one column; '' where the table has no such column. */
export function cellReader(table: CsvTable, column: string | null): (row: CsvRow) => string {
  const place = column === null ? undefined : table.places.get(column)
  return place === undefined ? () => '' : (row) => row.cells[place] ?? ''
}

/** The first of the names that the table has as a column, null for none. */
export function columnNamed({ columns }: Pick<CsvTable, 'columns'>, names: readonly string[]): string | null {
  const exact = names.find((name) => columns.includes(name))
  return exact ?? columns.find((column) => names.includes(plainName(column))) ?? null
}

export const keyNames = {
  participant: participantNames,
  visit: visitNames,
  rater: ['rater', 'rater_id', 'rater_code', 'source_id'],
  instrument: ['redcap_repeat_instrument', 'repeat_instrument'],
  instance: ['redcap_repeat_instance', 'repeat_instance'],
  synthetic: ['synthetic'],
  ratedOn: ['rated_on', 'rating_date', 'date_of_rating', 'date_rated', 'assessment_date'],
} as const
const allKeyNames: ReadonlySet<string> = new Set(Object.values(keyNames).flat())

/** Whether a column tells what a row is about. `index` counts columns from 0. */
export function isKeyColumn(column: string, index: number): boolean {
  // REDCap's first column is the record, whatever the project calls it.
  return index === 0 || allKeyNames.has(plainName(column))
}

/** What a spreadsheet makes of `true`, in the languages that were met. */
const trueWords = new Set([
  'true',
  'wahr',
  'vrai',
  'waar',
  'pravda',
  'vero',
  'verdadero',
  'prawda',
  'sand',
  '1',
])

/** Whom and which visit a row is about; null where the table has no such column or the cell is empty. */
export interface RowKey {
  readonly participant: string | null
  readonly visit: string | null
  readonly rater: string | null
  /** Which one of a REDCap record's repeats it is; null for none. */
  readonly repeat: string | null
  /** The row says that it was made up, as this program's own exports do. */
  readonly synthetic: boolean
  /** Day of the rating as the row writes it; null for none. */
  readonly ratedOn: string | null
}

/** Whether it was exported from REDCap. */
export function isRedcapTable(table: Pick<CsvTable, 'columns'>): boolean {
  return columnNamed(table, ['redcap_event_name', 'event_name', ...keyNames.instance]) !== null
}

export function rowKeyReader(table: CsvTable): (row: CsvRow) => RowKey {
  const reader = (column: string | null) => {
    const cell = cellReader(table, column)
    return (row: CsvRow): string | null => {
      const text = cell(row).trim()
      return text === '' ? null : text
    }
  }
  const named = (names: readonly string[]) => reader(columnNamed(table, names))
  const first = isRedcapTable(table) ? (table.columns[0] ?? null) : null
  const participant = reader(columnNamed(table, keyNames.participant) ?? first)
  const visit = named(keyNames.visit)
  const rater = named(keyNames.rater)
  const instrument = named(keyNames.instrument)
  const instance = named(keyNames.instance)
  const synthetic = named(keyNames.synthetic)
  const ratedOn = named(keyNames.ratedOn)
  return (row) => {
    const number = instance(row)
    return {
      participant: participant(row),
      visit: visit(row),
      rater: rater(row),
      repeat: number === null ? null : [instrument(row), number].filter((part) => part !== null).join(' '),
      synthetic: trueWords.has((synthetic(row) ?? '').toLowerCase()),
      ratedOn: ratedOn(row),
    }
  }
}

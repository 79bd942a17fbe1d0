import { describeFormat } from './csv-format.ts'
import {
  cellReader,
  columnNamed,
  isKeyColumn,
  isRedcapTable,
  readCsvTable,
  rowKeyReader,
} from './csv-reading.ts'
import type { CsvRow, CsvTable } from './csv-reading.ts'
import { participantNames } from '#shared/tables/key-columns.ts'
import { createMissingCodes } from '#shared/tables/missing-codes.ts'
import { createProblemList } from '../problem-list.ts'
import type { ProblemList } from '../problem-list.ts'
import { quoted, readProblem } from '../read-problem.ts'
import type { ReadProblem, ReadResult } from '../read-problem.ts'
import { createScoreCells } from './score-cell.ts'
import type { ScoreCells } from './score-cell.ts'
import { createScoreColumns } from './score-columns.ts'
import type { ColumnMeaning, ScoreColumns } from './score-columns.ts'
import { MAX_SCORES } from './score-row.ts'
import type { ScoreRow, ScoresRequest } from './score-row.ts'

const alternatives = new Intl.ListFormat('en', { type: 'disjunction' })

const valueNames = ['score', 'value']
const longNames = new Set([...valueNames, 'scale', 'item', 'source', 'missing_reason'])

/** Reads `scores.csv`, wide or long; docs/session-folder.md describes both. */
export function readScoresCsv(bytes: Buffer, fileName: string, request: ScoresRequest): ReadResult<ScoreRow> {
  const columns = createScoreColumns(request.scales, request.isVisit)
  const meanings = new Map<string, ColumnMeaning>()
  const { table, problems: unread } = readCsvTable(bytes, fileName, {
    wants(column, index) {
      const meaning = columns.meaningOf(column)
      meanings.set(column, meaning)
      return meaning.kind === 'item' || longNames.has(column) || isKeyColumn(column, index)
    },
  })
  if (table === null) return { rows: [], problems: unread }
  const problems = createProblemList(fileName)
  const missing = createMissingCodes(request.missingCodes)
  const cells = createScoreCells({ missing, problems, isRedcap: isRedcapTable(table) })
  const reading: Reading = { table, columns, meanings, cells, problems, rows: [] }
  const valueColumn = columnNamed(table, valueNames)
  const isLong = table.columns.includes('item') && valueColumn !== null
  const isWhole = isLong ? readLong(reading, valueColumn) : readWide(reading)
  if (!isWhole) {
    const what = `The table has more than ${MAX_SCORES.toLocaleString('en')} scores. Part it into several files, a folder each.`
    return { rows: [], problems: [readProblem({ fileName, line: null }, 'too-large', what)] }
  }
  const format = describeFormat(table.format, cells.hasComma())
  const notes = [
    ...(format === null ? [] : [readProblem({ fileName, line: null }, 'format', format)]),
    ...recordNote(table),
    ...cells.notes(fileName),
  ]
  return { rows: reading.rows, problems: [...unread, ...problems.list()], notes }
}

interface Reading {
  readonly table: CsvTable
  readonly columns: ScoreColumns
  readonly meanings: ReadonlyMap<string, ColumnMeaning>
  readonly cells: ScoreCells
  readonly problems: ProblemList
  readonly rows: ScoreRow[]
}

/** False when there are too many scores. */
function readWide({ table, meanings, cells, problems, rows }: Reading): boolean {
  const items: {
    column: string
    cell: (row: CsvRow) => string
    meaning: ColumnMeaning & { kind: 'item' }
  }[] = []
  let unknown = 0
  for (const column of table.columns) {
    const meaning = meanings.get(column)
    if (meaning?.kind === 'item') items.push({ column, cell: cellReader(table, column), meaning })
    if (meaning?.kind !== 'unknown-item') continue
    unknown += 1
    const alike = alternatives.format(meaning.scales.map(({ shortTitle }) => shortTitle))
    const what = `The column “${column}” is not an item of ${alike} in this study; it is left out.`
    problems.add(1, 'unknown-item', what)
  }
  if (items.length === 0 && unknown === 0) {
    const what =
      'No column belongs to a scale of this study. Item columns have names like panss_n1 or cains10.'
    problems.add(1, 'missing-column', what)
  }
  if (items.length === 0) return true
  const keyOf = rowKeyReader(table)
  for (const row of ratingsOf(table, problems)) {
    const key = keyOf(row)
    const { line } = row
    for (const { column, cell, meaning } of items) {
      const { scale, item, affix } = meaning
      const read = cells.read(cell(row), item, { line, column })
      if (read === null) continue
      rows.push({ ...key, line, column, affix, scaleId: scale.id, itemId: item.id, ...read })
    }
    if (rows.length > MAX_SCORES) return false
  }
  return true
}

/** False when there are too many scores. */
function readLong({ table, columns, cells, problems, rows }: Reading, valueColumn: string): boolean {
  const keyOf = rowKeyReader(table)
  const [scaleOf, itemOf] = [cellReader(table, 'scale'), cellReader(table, 'item')]
  const [valueOf, reasonOf] = [cellReader(table, valueColumn), cellReader(table, 'missing_reason')]
  const known = new Map<string, ReturnType<ScoreColumns['find']>>()
  for (const row of ratingsOf(table, problems)) {
    const { line } = row
    const [scaleName, itemName] = [scaleOf(row), itemOf(row)]
    const name = `${scaleName}\n${itemName}`
    let found = known.get(name)
    if (found === undefined) {
      found = columns.find(scaleName, itemName)
      known.set(name, found)
    }
    if (found === 'total') continue
    if (found === null) {
      const shown = [scaleName, itemName].filter(Boolean).join(' ')
      problems.add(line, 'unknown-item', `${quoted(shown)} is not an item of a scale in this study.`)
      continue
    }
    const { scale, item } = found
    const { column } = item
    const read = cells.read(valueOf(row) || reasonOf(row), item, { line, column })
    if (read === null) continue
    rows.push({ ...keyOf(row), line, column, affix: null, scaleId: scale.id, itemId: item.id, ...read })
    if (rows.length > MAX_SCORES) return false
  }
  return true
}

/** A model's estimate is never a measurement, and never comes back as one: told once, not for every row. */
function ratingsOf(table: CsvTable, problems: ProblemList): readonly CsvRow[] {
  if (!table.columns.includes('source')) return table.rows
  const sourceOf = cellReader(table, 'source')
  const ratings = table.rows.filter((row) => sourceOf(row).toLowerCase() === 'rater')
  const estimates = table.rows.length - ratings.length
  if (estimates > 0) {
    const what = `${String(estimates)} rows are not from a rater but estimates of a model; they are left out.`
    problems.add(null, 'not-a-rating', what)
  }
  return ratings
}

/** REDCap lets every project name its record: then the first column is taken, and that is said. */
function recordNote(table: CsvTable): ReadProblem[] {
  const { fileName } = table
  const [first] = table.columns
  if (first === undefined || !isRedcapTable(table) || columnNamed(table, participantNames) !== null) return []
  const what = `The first column, ${quoted(first)}, is taken for the record, as in every export of REDCap.`
  return [readProblem({ fileName, line: 1 }, 'record-column', what)]
}

import type { Scale, ScaleItem } from '#shared/domain/scale.ts'
import { missingReasons } from '#shared/domain/score.ts'
import type { MissingReason } from '#shared/domain/score.ts'
import { columnNamed, rowKeyReader } from './csv-reading.ts'
import type { CsvRow, CsvTable, RowKey } from './csv-reading.ts'
import { quoted, readProblem } from './read-problem.ts'
import type { ReadProblem, ReadResult } from './read-problem.ts'
import { createScoreColumns } from './score-columns.ts'
import type { ScoreColumns } from './score-columns.ts'

export interface ScoreRow extends RowKey {
  readonly line: number
  readonly column: string
  /** Visit that the column's name carries, e.g. `v1` of `panss_n1_v1`; null without one. */
  readonly affix: string | null
  readonly scaleId: string
  readonly itemId: string
  readonly value: number | null
  readonly missingReason: MissingReason | null
}

const noScore = new Set(['', 'na', 'n/a', 'nan', 'null', '.', '-'])

/**
 * Reads `scores.csv`, wide or long; docs/session-folder.md describes both. `isVisit` tells whether a name is
 * one of a visit, so that `panss_n1_v1` is a score and `panss_n1_comment` is not.
 */
export function readScoresCsv(
  table: CsvTable,
  scales: readonly Scale[],
  isVisit: (name: string) => boolean,
): ReadResult<ScoreRow> {
  const columns = createScoreColumns(scales, isVisit)
  const valueColumn = columnNamed(table, ['score', 'value'])
  const isLong = table.columns.includes('item') && valueColumn !== null
  return isLong ? readLong(table, valueColumn, columns) : readWide(table, columns)
}

function readWide(table: CsvTable, columns: ScoreColumns): ReadResult<ScoreRow> {
  const rows: ScoreRow[] = []
  const problems: ReadProblem[] = []
  const header = { fileName: table.fileName, line: 1 }
  const keyOf = rowKeyReader(table)
  const meanings = table.columns.map((column) => ({ column, meaning: columns.meaningOf(column) }))
  for (const { column, meaning } of meanings) {
    if (meaning.kind !== 'unknown-item') continue
    const what = `The column “${column}” is not an item of ${meaning.scale.shortTitle} in this study; it is left out.`
    problems.push(readProblem(header, 'unknown-item', what))
  }
  if (!meanings.some(({ meaning }) => meaning.kind === 'item') && problems.length === 0) {
    const what =
      'No column belongs to a scale of this study. Item columns have names like panss_n1 or cains10.'
    return { rows, problems: [readProblem(header, 'missing-column', what)] }
  }
  const rated = table.rows.filter(isRating)
  for (const row of rated) {
    for (const { column, meaning } of meanings) {
      if (meaning.kind !== 'item') continue
      const { scale, item, affix } = meaning
      const read = readCell(row.cells[column] ?? '', item)
      if (read === null) continue
      if (typeof read === 'string') problems.push(cellProblem(table, row, { name: column, what: read }))
      else
        rows.push({
          ...keyOf(row),
          line: row.line,
          column,
          affix,
          scaleId: scale.id,
          itemId: item.id,
          ...read,
        })
    }
  }
  return { rows, problems: [...problems, ...estimateProblems(table, rated.length)] }
}

function readLong(table: CsvTable, valueColumn: string, columns: ScoreColumns): ReadResult<ScoreRow> {
  const rows: ScoreRow[] = []
  const problems: ReadProblem[] = []
  const keyOf = rowKeyReader(table)
  const rated = table.rows.filter(isRating)
  for (const row of rated) {
    const found = columns.find(row.cells['scale'] ?? '', row.cells['item'] ?? '')
    if (found === 'total') continue
    if (found === null) {
      const name = [row.cells['scale'], row.cells['item']].filter(Boolean).join(' ')
      const what = `${quoted(name)} is not an item of a scale in this study.`
      problems.push(readProblem({ fileName: table.fileName, line: row.line }, 'unknown-item', what))
      continue
    }
    const { scale, item } = found
    const read = readCell(row.cells[valueColumn] || (row.cells['missing_reason'] ?? ''), item)
    if (read === null) continue
    if (typeof read === 'string') problems.push(cellProblem(table, row, { name: item.column, what: read }))
    else {
      rows.push({
        ...keyOf(row),
        line: row.line,
        column: item.column,
        affix: null,
        scaleId: scale.id,
        itemId: item.id,
        ...read,
      })
    }
  }
  return { rows, problems: [...problems, ...estimateProblems(table, rated.length)] }
}

/** A model's estimate is never a measurement, and never comes back as one. */
function isRating(row: CsvRow): boolean {
  return (row.cells['source']?.toLowerCase() ?? 'rater') === 'rater'
}

/** Told once, not for every row. */
function estimateProblems(table: CsvTable, ratings: number): ReadProblem[] {
  const estimates = table.rows.length - ratings
  if (estimates === 0) return []
  const what = `${String(estimates)} rows are not from a rater but estimates of a model; they are left out.`
  return [readProblem({ fileName: table.fileName, line: null }, 'not-a-rating', what)]
}

type CellReading = { value: number | null; missingReason: MissingReason | null }

/** Null for no score; a string says what is wrong. */
function readCell(text: string, item: ScaleItem): CellReading | string | null {
  const lower = text.toLowerCase()
  if (noScore.has(lower)) return null
  const reason = missingReasons.find((known) => known === lower.replaceAll(/[\s_]+/gu, '-'))
  if (reason !== undefined) return { value: null, missingReason: reason }
  if (!/^[+-]?\d+(?:\.\d+)?$/u.test(text)) return `${quoted(text)} is not a number`
  const value = Number(text)
  if (!Number.isInteger(value)) return `${quoted(text)} is not a whole number`
  if (value < item.min || value > item.max) {
    return `${String(value)} is outside the range of ${String(item.min)} to ${String(item.max)}`
  }
  // -0 is the score 0.
  return { value: value + 0, missingReason: null }
}

function cellProblem(table: CsvTable, row: CsvRow, cell: { name: string; what: string }): ReadProblem {
  const code = cell.what.includes('outside') ? 'out-of-range' : 'not-a-number'
  return readProblem({ fileName: table.fileName, line: row.line }, code, `${cell.name}: ${cell.what}.`)
}

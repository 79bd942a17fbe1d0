import type { Covariate } from '#shared/domain/covariate.ts'
import { cellReader, isKeyColumn, readCsvTable, rowKeyReader } from './csv-reading.ts'
import type { RowKey } from './csv-reading.ts'
import { unguardFormula } from './formula-guard.ts'
import { createMissingCodes } from './missing-codes.ts'
import { createProblemList } from '../problem-list.ts'
import type { ReadResult } from '../read-problem.ts'

export interface CovariateCell {
  readonly column: string
  readonly covariate: Covariate
  readonly text: string
}

export interface CovariateRow extends RowKey {
  readonly line: number
  /** Without those that are empty, or say that nothing is known. */
  readonly cells: readonly CovariateCell[]
}

/** Reads a table of patients or visits in rows and covariates in columns, each by its short name or its name. */
export function readCovariatesCsv(
  bytes: Buffer,
  fileName: string,
  covariates: readonly Covariate[],
): ReadResult<CovariateRow> {
  const byColumn = new Map(covariates.map((covariate) => [covariate.name.toLowerCase(), covariate]))
  for (const covariate of covariates) byColumn.set(covariate.id, covariate)
  const { table, problems: unread } = readCsvTable(bytes, fileName, {
    wants: (column, index) => byColumn.has(column) || isKeyColumn(column, index),
  })
  if (table === null) return { rows: [], problems: unread }
  const problems = createProblemList(fileName)
  const columns = table.columns.flatMap((column) => {
    const covariate = byColumn.get(column)
    return covariate === undefined ? [] : [{ column, covariate, cell: cellReader(table, column) }]
  })
  if (columns.length === 0) {
    const what = `No column is a covariate of this study, such as ${covariates
      .slice(0, 4)
      .map(({ id }) => id)
      .join(', ')}.`
    problems.add(1, 'missing-column', what)
  }
  const missing = createMissingCodes()
  const keyOf = rowKeyReader(table)
  const rows = table.rows.map((row) => ({
    ...keyOf(row),
    line: row.line,
    cells: columns.flatMap(({ column, covariate, cell }) => {
      const text = unguardFormula(cell(row)).trim()
      return text === '' || isMissing(text, covariate, missing) ? [] : [{ column, covariate, text }]
    }),
  }))
  return { rows, problems: [...unread, ...problems.list()] }
}

/** A code such as NA is no value, unless it is one of the choices (“none”). */
function isMissing(
  text: string,
  covariate: Covariate,
  missing: ReturnType<typeof createMissingCodes>,
): boolean {
  if (covariate.kind === 'text') return false
  const isChoice =
    covariate.kind === 'choice' &&
    covariate.choices.some(({ code, label }) =>
      [code, label].some((name) => name.toLowerCase() === text.toLowerCase()),
    )
  const range = covariate.kind === 'number' ? covariate : { min: Infinity, max: -Infinity }
  return !isChoice && missing.kindOf(text, range) === 'missing'
}

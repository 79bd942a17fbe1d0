import type { Covariate } from '#shared/domain/covariate.ts'
import { cellReader, isKeyColumn, readCsvTable, rowKeyReader } from './csv-reading.ts'
import type { RowKey } from './csv-reading.ts'
import { codeIn, columnsByField, plainLabel } from '../redcap/redcap-dictionary.ts'
import type { DictionaryField, RedcapDictionary } from '../redcap/redcap-dictionary.ts'
import { unguardFormula } from './formula-guard.ts'
import { createMissingCodes } from '#shared/tables/missing-codes.ts'
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

export interface KnownColumns {
  readonly covariates: readonly Covariate[]
  /** Of the project of REDCap that the table is of; null for any other. */
  readonly dictionary?: RedcapDictionary | null
}

/** Reads a table of patients or visits in rows and covariates in columns, each by its short name or its name. */
export function readCovariatesCsv(
  bytes: Buffer,
  fileName: string,
  { covariates, dictionary = null }: KnownColumns,
): ReadResult<CovariateRow> {
  const byColumn = new Map(covariates.map((covariate) => [covariate.name.toLowerCase(), covariate]))
  for (const covariate of covariates) byColumn.set(covariate.id, covariate)
  const fields = covariateFields(dictionary ?? [], covariates, byColumn)
  const { table, problems: unread } = readCsvTable(bytes, fileName, {
    rename: (names) => (dictionary === null ? names : columnsByField(names, dictionary)),
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
      const field = fields.get(column)
      const typed = unguardFormula(cell(row)).trim()
      const text = field === undefined ? typed : choiceIn(covariate, field, typed)
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

/** Adds the fields of a project of REDCap that are covariates by what stands beside them, or by their label. */
function covariateFields(
  dictionary: RedcapDictionary,
  covariates: readonly Covariate[],
  byColumn: Map<string, Covariate>,
): ReadonlyMap<string, DictionaryField> {
  const fields = new Map<string, DictionaryField>()
  for (const field of dictionary) {
    const [, id] = /\bEmoCLIP covariate (\S+)/u.exec(field.annotation) ?? []
    const covariate =
      id === undefined
        ? (byColumn.get(field.name) ?? byColumn.get(field.label))
        : covariates.find((known) => known.id === id)
    // A field that is an item of ours, or an estimate, is no covariate, whatever it is called.
    if (covariate === undefined || (id === undefined && field.annotation.includes('EmoCLIP'))) {
      byColumn.delete(field.name)
      continue
    }
    byColumn.set(field.name, covariate)
    fields.set(field.name, field)
  }
  return fields
}

/** A choice by its label, as the project has codes of its own; else what is written. */
function choiceIn(covariate: Covariate, field: DictionaryField, text: string): string {
  if (covariate.kind !== 'choice') return text
  const code = codeIn(field, text)
  const label = plainLabel(field.choices.get(code) ?? text)
  const found = covariate.choices.find((choice) => plainLabel(choice.label.replaceAll('|', '/')) === label)
  return found?.code ?? code
}

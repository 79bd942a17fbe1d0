import type { Table } from '../csv/csv-table.ts'
import { LINE_BREAKS } from '../csv/table-shape.ts'
import type { ShapedColumn, TableShape } from '../csv/table-shape.ts'

export const SPSS_SYNTAX = 'read-in-SPSS.sps'

/** Stands for a line break in the copy for SPSS, which ends a case at every line break, quoted or not. */
const VISIBLE_BREAK = ' ⏎ '

/** The most that a string variable of SPSS can hold, in bytes. */
const MAX_WIDTH = 32_767
/** SPSS takes 255; a line of syntax must stay below 256. */
const MAX_LABEL_BYTES = 200

/** Words that SPSS keeps for itself; names differ by more than upper and lower case. */
const RESERVED = new Set('all and by eq ge gt le lt ne not or to with'.split(' '))

const HEAD = `* Encoding: UTF-8.
* Reads the tables of this export, each into a dataset of its own, with every column as what it is.
* Put the folder of the export between the quotes of the next line, and run everything.
CD '.'.

PRESERVE.
SET DECIMAL=DOT.
`

/** The same table without line breaks in its cells, under a name of its own. */
export function withoutLineBreaks<Row>(table: Table<Row>): Table<Row> {
  return {
    ...table,
    fileName: spssFileName(table.fileName),
    title: `${table.title}, for SPSS`,
    description: `${table.description} A copy of ${table.fileName} in which ${VISIBLE_BREAK.trim()} stands for each line break, as SPSS reads none within a cell.`,
    columns: table.columns.map((column) => ({
      ...column,
      value: (row) => {
        const value = column.value(row)
        return typeof value === 'string' ? value.replaceAll(LINE_BREAKS, VISIBLE_BREAK) : value
      },
    })),
  }
}

function spssFileName(fileName: string): string {
  return fileName.replace(/\.csv$/, '_spss.csv')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The most that the label of a value can have, in bytes. */
const MAX_VALUE_LABEL_BYTES = 120

/** Cut between characters. */
function label(description: string, most = MAX_LABEL_BYTES): string {
  let text = ''
  for (const character of description.replaceAll(LINE_BREAKS, ' ')) {
    if (Buffer.byteLength(text + character) > most) break
    text += character
  }
  return quoted(text)
}

interface Variable extends ShapedColumn {
  readonly variable: string
  /** What the cell is read into before it is turned into the variable; the variable itself where nothing is to be done. */
  readonly readAs: string
}

/** SPSS does not tell upper from lower case. */
function variablesOf(columns: readonly ShapedColumn[]): Variable[] {
  const taken = new Set<string>()
  return columns.map((column, index) => {
    let variable = RESERVED.has(column.name.toLowerCase()) ? `${column.name}_` : column.name
    while (taken.has(variable.toLowerCase())) variable += '_'
    taken.add(variable.toLowerCase())
    const isTurned = column.type === 'boolean' || column.type === 'datetime'
    return { ...column, variable, readAs: isTurned ? `@raw${String(index + 1)}` : variable }
  })
}

function formatOf({ type, widthBytes, valueLabels }: ShapedColumn): string {
  if (type === 'number') return 'F16.4'
  if (type === 'integer') return 'F10'
  if (type === 'date') return 'SDATE10'
  if (type === 'boolean') return 'A5'
  if (type === 'datetime') return 'A20'
  // A code that no row has must fit, too, or it could not be given its label.
  const codes = valueLabels.map(({ value }) => Buffer.byteLength(value))
  return `A${String(Math.min(MAX_WIDTH, Math.max(1, widthBytes, ...codes)))}`
}

/** Numbers that SPSS has no format to read them by: 1 and 0, and a point in time. */
function turned({ type, variable, readAs }: Variable): string[] {
  if (type === 'boolean') {
    return [
      `NUMERIC ${variable} (F1).`,
      `IF ${readAs} = 'TRUE' ${variable} = 1.`,
      `IF ${readAs} = 'FALSE' ${variable} = 0.`,
      `VALUE LABELS ${variable} 0 'FALSE' 1 'TRUE'.`,
    ]
  }
  if (type !== 'datetime') return []
  const day = `NUMBER(SUBSTR(${readAs}, 1, 10), SDATE10)`
  const time = `NUMBER(SUBSTR(${readAs}, 12, 8), TIME8)`
  return [`NUMERIC ${variable} (DATETIME20).`, `IF ${readAs} NE '' ${variable} = ${day} + ${time}.`]
}

/**
 * Takes the apostrophe off texts that a spreadsheet would have run as a formula. SUBSTR counts bytes, which is as well for
 * what begins in ASCII, and PSPP knows no CHAR.SUBSTR.
 */
function unguarded(variables: readonly Variable[]): string[] {
  const texts = variables.filter(({ type }) => type === 'string')
  if (texts.length === 0) return []
  return [
    'DO REPEAT cell =',
    ...texts.map(({ variable }) => `  ${variable}`),
    '  .',
    `DO IF SUBSTR(cell, 1, 1) = "'" AND`,
    `  ANY(SUBSTR(LTRIM(cell, "'"), 1, 1), '=', '+', '-', '@', '\t').`,
    'COMPUTE cell = SUBSTR(cell, 2).',
    'END IF.',
    'END REPEAT.',
  ]
}

/** An empty cell of a text is a missing value, as it is to the other programs; of a number SPSS knows that by itself. */
function describedValues(variables: readonly Variable[]): string[] {
  const texts = variables.filter(({ type }) => type === 'string').map(({ variable }) => variable)
  const ofGroups = variables.filter(({ type }) => type === 'string' || type === 'boolean')
  const labels = variables.flatMap(({ variable, valueLabels }) =>
    valueLabels.length === 0
      ? []
      : [
          `VALUE LABELS ${variable}`,
          ...valueLabels.map(({ value, label: says }) => {
            return `  ${quoted(value)} ${label(says, MAX_VALUE_LABEL_BYTES)}`
          }),
          '  .',
        ],
  )
  return [
    ...labels,
    ...(texts.length === 0 ? [] : ['MISSING VALUES', ...texts.map((name) => `  ${name}`), `  ('').`]),
    ...(ofGroups.length === 0
      ? []
      : ['VARIABLE LEVEL', ...ofGroups.map(({ variable }) => `  ${variable}`), '  (NOMINAL).']),
  ]
}

function syntaxOf({ fileName, columns }: TableShape): string {
  const variables = variablesOf(columns)
  const raw = variables.filter(({ variable, readAs }) => variable !== readAs).map(({ readAs }) => readAs)
  return [
    `GET DATA /TYPE=TXT /FILE=${quoted(fileName)} /ENCODING='UTF8'`,
    `  /DELIMITERS=',' /QUALIFIER='"' /ARRANGEMENT=DELIMITED /FIRSTCASE=2`,
    '  /VARIABLES=',
    ...variables.map((variable) => `    ${variable.readAs} ${formatOf(variable)}`),
    '  .',
    ...variables.flatMap(turned),
    ...unguarded(variables),
    'EXECUTE.',
    ...(raw.length === 0 ? [] : [`DELETE VARIABLES ${raw.join(' ')}.`]),
    'VARIABLE LABELS',
    ...variables.map(({ variable, description }) => `  ${variable} ${label(description)}`),
    '  .',
    ...describedValues(variables),
    // PSPP takes the name off a dataset that is read over; a copy stays in both.
    `DATASET COPY ${fileName.replace(/(_spss)?\.csv$/, '')}.`,
    '',
  ].join('\n')
}

/**
 * Syntax for SPSS, and for PSPP, that reads every column of these tables by its type. Of a table with line breaks in its cells it must
 * be given the copy that {@link withoutLineBreaks} makes.
 */
export function readInSpss(tables: readonly TableShape[]): string {
  return [HEAD, ...tables.map(syntaxOf), 'RESTORE.\n'].join('\n')
}

import { describeFormat } from '../csv/csv-format.ts'
import { cellReader, readCsvTable, rowKeyReader } from '../csv/csv-reading.ts'
import type { CsvRow, CsvTable, RowKey } from '../csv/csv-reading.ts'
import { createMissingCodes } from '#shared/tables/missing-codes.ts'
import { createScoreCells } from '../csv/score-cell.ts'
import { createScoreColumns } from '../csv/score-columns.ts'
import { MAX_SCORES } from '../csv/score-row.ts'
import type { ScoreRow, ScoresRequest } from '../csv/score-row.ts'
import { createProblemList } from '../problem-list.ts'
import { readProblem } from '../read-problem.ts'
import type { ReadProblem, ReadResult } from '../read-problem.ts'
import { createFieldLabels } from './field-labels.ts'
import { codeIn, columnsByField, labelIn } from './redcap-dictionary.ts'
import type { DictionaryField, RedcapDictionary } from './redcap-dictionary.ts'
import { mapScoreFields } from './score-fields.ts'
import type { MappedFields } from './score-fields.ts'

export interface RedcapRequest extends ScoresRequest {
  readonly dictionary: RedcapDictionary
  /** Names, in lower case, under which the study has covariates: they are no scores, and are not called unknown. */
  readonly covariates?: ReadonlySet<string>
}

type Reader = (row: CsvRow) => string

const nothing: Reader = () => ''

/** Of a table of records, by the names of their fields. */
interface Records {
  readonly table: CsvTable
  readonly mapped: MappedFields
  cell(field: DictionaryField | null): Reader
}

/** Reads a table of records, raw or with labels, by the project's data dictionary. */
export function readRedcapScores(
  bytes: Buffer,
  fileName: string,
  request: RedcapRequest,
): ReadResult<ScoreRow> {
  const { dictionary, scales, isVisit } = request
  const { table, problems: unread } = readCsvTable(bytes, fileName, {
    rename: (columns) => columnsByField(columns, dictionary),
    // Of checkboxes and files there is nothing to take.
    wants: (column) => !column.includes('___'),
  })
  if (table === null) return { rows: [], problems: unread }
  const columns = createScoreColumns(scales, isVisit)
  const mapped = mapScoreFields(dictionary, new Set(table.columns), {
    ...{ columns, labels: createFieldLabels(scales) },
  })
  const problems = createProblemList(fileName)
  for (const { name, what } of mapped.refused) problems.add(1, 'not-certain', `${name} is left out: ${what}.`)
  if (mapped.scores.length === 0 && mapped.refused.length === 0) {
    const what =
      'No field of the project is an item of a scale of this study, by its name (panss_n1), its label or its annotation.'
    problems.add(1, 'missing-column', what)
  }
  const cells = createScoreCells({
    missing: createMissingCodes(request.missingCodes),
    problems,
    isRedcap: false,
  })
  const cell: Records['cell'] = (field) => (field === null ? nothing : cellReader(table, field.name))
  const rows = scoresIn({ table, mapped, cell }, cells)
  if (rows === null) {
    const what = `The table has more than ${MAX_SCORES.toLocaleString('en')} scores. Part it into several files, a folder each.`
    return { rows: [], problems: [readProblem({ fileName, line: null }, 'too-large', what)] }
  }
  const format = describeFormat(table.format, cells.hasComma())
  const notes = [
    ...(format === null ? [] : [readProblem({ fileName, line: null }, 'format', format)]),
    ...fieldNotes(fileName, mapped, request.covariates ?? new Set()),
    ...cells.notes(fileName),
  ]
  return { rows, problems: [...unread, ...problems.list()], notes }
}

/** Null where there are too many. */
function scoresIn(records: Records, cells: ReturnType<typeof createScoreCells>): ScoreRow[] | null {
  const { table, mapped, cell } = records
  const keyOf = createKeyReader(records)
  const scores = mapped.scores.map((score) => ({ ...score, cell: cell(score.field) }))
  const rows: ScoreRow[] = []
  for (const row of table.rows) {
    const { line } = row
    for (const { field, affix, scale, item, ...score } of scores) {
      const text = codeIn(field, score.cell(row).trim())
      const read = cells.read(text, item, { line, column: field.name })
      if (read === null) continue
      const of = { column: field.name, affix, scaleId: scale.id, itemId: item.id }
      rows.push({ ...keyOf(row, field.form), line, ...of, ...read })
    }
    if (rows.length > MAX_SCORES) return null
  }
  return rows
}

/** Each form of a row has a rater, and a day, of its own. */
function createKeyReader({ table, mapped, cell }: Records): (row: CsvRow, form: string) => RowKey {
  const ofRow = rowKeyReader(table)
  const visitOf = createVisitReader({ table, mapped, cell })
  const forms = new Map(
    [...mapped.forms].map(([form, { rater, ratedOn, synthetic }]) => [
      form,
      {
        rater: (row: CsvRow) => (rater === null ? '' : labelIn(rater, cell(rater)(row).trim())),
        ratedOn: cell(ratedOn),
        synthetic: (row: CsvRow) =>
          synthetic === null ? '' : codeIn(synthetic, cell(synthetic)(row).trim()),
      },
    ]),
  )
  return (row, form) => {
    const key = ofRow(row)
    const own = forms.get(form)
    const said = (text: string | undefined): string | null =>
      text === undefined || text.trim() === '' ? null : text.trim()
    return {
      ...key,
      visit: visitOf(row),
      rater: said(own?.rater(row)) ?? key.rater,
      ratedOn: said(own?.ratedOn(row)) ?? key.ratedOn,
      synthetic: key.synthetic || own?.synthetic(row) === '1',
    }
  }
}

/**
 * What the visit is called: in a field of the row, or in that of another row of the event where all these say the same. Else as
 * the event is called.
 */
function createVisitReader({ table, mapped, cell }: Records): (row: CsvRow) => string | null {
  const eventOf = cellReader(table, table.columns.includes(EVENT) ? EVENT : null)
  const labelOf = cell(mapped.visit)
  const said = new Map<string, Set<string>>()
  for (const row of table.rows) {
    const [event, label] = [eventOf(row).trim(), labelOf(row).trim()]
    if (event !== '' && label !== '') said.set(event, (said.get(event) ?? new Set()).add(label))
  }
  return (row) => {
    const [event, label] = [eventOf(row).trim(), labelOf(row).trim()]
    if (label !== '') return label
    const labels = [...(said.get(event) ?? [])]
    const visit = labels.length === 1 ? labels[0] : event
    return visit === undefined || visit === '' ? null : visit
  }
}

const EVENT = 'redcap_event_name'

/** Which fields are taken for what, where it is not their name that says it, and which for nothing. */
function fieldNotes(
  fileName: string,
  { scores, unmatched }: MappedFields,
  covariates: ReadonlySet<string>,
): ReadProblem[] {
  const note = (code: string, what: string): ReadProblem => readProblem({ fileName, line: null }, code, what)
  const byLabel = scores.filter(({ by }) => by === 'label')
  const isCovariate = ({ name, label }: DictionaryField) => covariates.has(name) || covariates.has(label)
  const known = unmatched.filter(isCovariate)
  const others = unmatched.filter((field) => !isCovariate(field))
  const names = (fields: readonly DictionaryField[]) => fields.map(({ name }) => name).join(', ')
  return [
    ...(byLabel.length === 0
      ? []
      : [
          note(
            'by-label',
            `Taken by the labels of the fields: ${byLabel.map(({ field, scale, item }) => `${field.name} is ${item.name} of ${scale.shortTitle}`).join(', ')}.`,
          ),
        ]),
    ...(known.length === 0
      ? []
      : [
          note('covariate-fields', `Covariates, to be imported as such from the same file: ${names(known)}.`),
        ]),
    ...(others.length === 0
      ? []
      : [note('unmatched-fields', `Fields that are no item of a scale of this study: ${names(others)}.`)]),
  ]
}

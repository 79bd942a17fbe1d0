import { cellReader, columnNamed, readCsvTable } from '../csv/csv-reading.ts'
import { readProblem } from '../read-problem.ts'
import type { ReadProblem } from '../read-problem.ts'

/** One field of a project of REDCap, as its data dictionary describes it. */
export interface DictionaryField {
  readonly name: string
  readonly form: string
  readonly type: string
  /** As people read it: without HTML, in lower case. */
  readonly label: string
  /** What is chosen, by its code; empty for a field that is typed. */
  readonly choices: ReadonlyMap<string, string>
  readonly annotation: string
}

export type RedcapDictionary = readonly DictionaryField[]

/** As REDCap writes its columns, and as its API calls them. */
const columnsOf = {
  name: ['variable_/_field_name', 'field_name'],
  form: ['form_name'],
  type: ['field_type'],
  label: ['field_label'],
  choices: [
    'choices,_calculations,_or_slider_labels',
    'choices_or_calculations',
    'select_choices_or_calculations',
  ],
  annotation: ['field_annotation'],
} as const

const withChoices = new Set(['radio', 'dropdown', 'checkbox'])
const isYes = new Map([
  ['1', 'Yes'],
  ['0', 'No'],
])
const isTrue = new Map([
  ['1', 'True'],
  ['0', 'False'],
])

/** What people read of a text that may hold HTML; in lower case. */
export function plainLabel(text: string): string {
  return text
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
}

function choicesIn(type: string, text: string): ReadonlyMap<string, string> {
  if (type === 'yesno') return isYes
  if (type === 'truefalse') return isTrue
  if (!withChoices.has(type)) return new Map()
  return new Map(
    text.split('|').flatMap((choice): [string, string][] => {
      const comma = choice.indexOf(',')
      return comma < 1 ? [] : [[choice.slice(0, comma).trim(), choice.slice(comma + 1).trim()]]
    }),
  )
}

/** Reads the data dictionary of a project; null, with what is wrong, where the file is none. */
export function readRedcapDictionary(
  bytes: Buffer,
  fileName: string,
): { dictionary: RedcapDictionary | null; problems: readonly ReadProblem[] } {
  const { table, problems } = readCsvTable(bytes, fileName)
  if (table === null) return { dictionary: null, problems }
  const reader = (part: keyof typeof columnsOf) => cellReader(table, columnNamed(table, columnsOf[part]))
  const isDictionary = (['name', 'form', 'type'] as const).every(
    (part) => columnNamed(table, columnsOf[part]) !== null,
  )
  if (!isDictionary) {
    const what =
      'This is no data dictionary of REDCap: it has no columns “Variable / Field Name”, “Form Name” and “Field Type”.'
    return { dictionary: null, problems: [readProblem({ fileName, line: 1 }, 'no-dictionary', what)] }
  }
  const [nameOf, formOf, typeOf] = [reader('name'), reader('form'), reader('type')]
  const [labelOf, choicesOf, annotationOf] = [reader('label'), reader('choices'), reader('annotation')]
  const dictionary = table.rows.map((row) => {
    const type = typeOf(row).trim().toLowerCase()
    return {
      ...{ name: nameOf(row).trim().toLowerCase(), form: formOf(row).trim().toLowerCase(), type },
      ...{ label: plainLabel(labelOf(row)), choices: choicesIn(type, choicesOf(row)) },
      annotation: annotationOf(row).trim(),
    }
  })
  return { dictionary, problems }
}

/** What REDCap calls its own columns where it writes labels. */
const ownLabels = new Map([
  ['event name', 'redcap_event_name'],
  ['repeat instrument', 'redcap_repeat_instrument'],
  ['repeat instance', 'redcap_repeat_instance'],
])

/**
 * The columns of a table of records, in lower case, by the names of their fields. An export with labels has these instead, in the
 * order of the dictionary, so that of two fields with one label each is found.
 */
export function columnsByField(columns: readonly string[], dictionary: RedcapDictionary): readonly string[] {
  const names = new Set(dictionary.map(({ name }) => name))
  const labels = new Set(dictionary.map(({ label }) => label))
  const plain = columns.map(plainLabel)
  const isRaw = columns.filter((name) => names.has(name)).length
  if (isRaw >= plain.filter((label) => labels.has(label)).length) return columns
  let next = 0
  return plain.map((label, index) => {
    const own = ownLabels.get(label)
    if (own !== undefined) return own
    const found = dictionary.findIndex((field, place) => place >= next && field.label === label)
    const field = dictionary[found]
    if (field === undefined) return columns[index] ?? ''
    next = found + 1
    return field.name
  })
}

/**
 * A cell as its code. An export with labels has the label in its place; anything else, such as a code for a missing value, stays.
 */
export function codeIn({ choices }: Pick<DictionaryField, 'choices'>, cell: string): string {
  if (choices.size === 0 || choices.has(cell)) return cell
  const wanted = plainLabel(cell)
  return [...choices].find(([, label]) => plainLabel(label) === wanted)?.[0] ?? cell
}

/** A cell as its label, of a field that names somebody. */
export function labelIn({ choices }: Pick<DictionaryField, 'choices'>, cell: string): string {
  return choices.get(cell) ?? cell
}

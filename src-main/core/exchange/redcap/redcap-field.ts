import { csvLines } from '../csv/csv-table.ts'

/** One line of a data dictionary of REDCap. */
export interface RedcapField {
  readonly name: string
  readonly type: 'text' | 'notes' | 'radio' | 'dropdown' | 'yesno'
  readonly label: string
  readonly choices?: readonly RedcapChoice[]
  readonly note?: string
  /** Of type `text` only. */
  readonly validation?: 'integer' | 'number' | 'date_ymd'
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Could tell who somebody is; whoever exports de-identified data from REDCap leaves it out. */
  readonly isIdentifier?: boolean
  /** Made by this program: nobody types into it. */
  readonly isReadOnly?: boolean
  /** What it is here, so that it is known again when REDCap's own export is imported. */
  readonly annotation?: string
}

export interface RedcapChoice {
  readonly code: string
  readonly label: string
}

/** The columns of REDCap's own template, in its order. */
const dictionaryColumns = [
  'Variable / Field Name',
  'Form Name',
  'Section Header',
  'Field Type',
  'Field Label',
  'Choices, Calculations, OR Slider Labels',
  'Field Note',
  'Text Validation Type OR Show Slider Number',
  'Text Validation Min',
  'Text Validation Max',
  'Identifier?',
  'Branching Logic (Show field only if...)',
  'Required Field?',
  'Custom Alignment',
  'Question Number (surveys only)',
  'Matrix Group Name',
  'Matrix Ranking?',
  'Field Annotation',
] as const

/** Labels may hold HTML and names of fields in brackets, which REDCap would fill in. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .trim()
}

function choicesText(choices: readonly RedcapChoice[]): string {
  // A bar ends a choice.
  return choices.map(({ code, label }) => `${code}, ${plain(label).replaceAll('|', '/')}`).join(' | ')
}

function dictionaryLine(form: string, field: RedcapField): string[] {
  const annotation = [...(field.isReadOnly === true ? ['@READONLY'] : []), field.annotation ?? '']
  return [
    ...[field.name, form, '', field.type, plain(field.label)],
    field.choices === undefined ? '' : choicesText(field.choices),
    plain(field.note ?? ''),
    ...[field.validation ?? '', String(field.min ?? ''), String(field.max ?? '')],
    field.isIdentifier === true ? 'y' : '',
    ...['', '', '', '', '', ''],
    annotation.join(' ').trim(),
  ]
}

export interface DictionaryForm {
  readonly name: string
  readonly fields: readonly RedcapField[]
}

/** A data dictionary; the first field of the first form names the record. */
export function dictionaryText(forms: readonly DictionaryForm[]): string {
  const lines = forms.flatMap(({ name, fields }) => fields.map((field) => dictionaryLine(name, field)))
  return csvLines([dictionaryColumns, ...lines])
}

import { parse } from 'csv-parse/sync'

/**
 * What REDCap refuses in a data dictionary, in events and in records, and what it makes of an event's name: written down from its help pages
 * (data dictionary, data import tool, repeating instruments, missing data codes), not from the writer that it checks.
 */
const template =
  'Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation'

const fieldTypes = [
  ...['text', 'notes', 'calc', 'dropdown', 'radio', 'checkbox', 'yesno', 'truefalse', 'file', 'slider'],
  ...['descriptive', 'sql'],
]
const withChoices = ['dropdown', 'radio', 'checkbox', 'calc']

/** Of the validation types, those with a range, and how a value must look. */
const validations: Record<string, RegExp> = {
  integer: /^[-+]?\d+$/,
  number: /^[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?$/,
  date_ymd: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  email: /^[^@\s]+@[^@\s]+$/,
}
const reserved =
  /^(?:redcap_(?:event_name|repeat_instrument|repeat_instance|data_access_group|survey_\w+|csrf_token)|hidden_edit_flag)$/

interface Field {
  readonly name: string
  readonly form: string
  readonly type: string
  readonly label: string
  readonly choices: ReadonlyMap<string, string>
  readonly validation: string
  readonly min: string
  readonly max: string
  readonly identifier: string
  readonly annotation: string
}

export interface RedcapRecord {
  readonly id: string
  readonly event: string
  readonly form: string
  readonly instance: string
  /** Cells that are not empty. */
  readonly values: Readonly<Record<string, string>>
}

export interface CheckedRedcap {
  readonly errors: readonly string[]
  readonly fields: readonly Field[]
  readonly records: readonly RedcapRecord[]
}

const rowsOf = (text: string): string[][] => parse(text, { bom: true, relaxColumnCount: true })

function readChoices(cell: string, name: string, errors: string[]): Map<string, string> {
  const choices = new Map<string, string>()
  for (const choice of cell.split('|')) {
    const match = /^\s*(\w+)\s*,\s*(\S.*?)\s*$/su.exec(choice)
    if (match === null) {
      errors.push(`${name}: “${choice}” is no choice: code, comma, label`)
      continue
    }
    const [, code = '', label = ''] = match
    if (choices.has(code)) errors.push(`${name}: two choices have the code ${code}`)
    choices.set(code, label)
  }
  return choices
}

function checkField(cells: readonly string[], errors: string[]): Field {
  const [name = '', form = '', , type = '', label = '', choices = ''] = cells
  const [validation = '', min = '', max = '', identifier = '', branching = '', required = ''] = cells.slice(7)
  const [alignment = '', , matrix = '', ranking = '', annotation = ''] = cells.slice(13)
  const wrong = (what: string): number => errors.push(`${name}: ${what}`)
  if (cells.length !== 18) wrong(`${String(cells.length)} columns instead of 18`)
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.endsWith('_') || name.includes('__'))
    wrong('no name of a field')
  if (name.length > 26) wrong('a name of more than 26 characters')
  if (reserved.test(name)) wrong('a name that REDCap keeps for itself')
  if (!/^[a-z][a-z0-9_]*$/.test(form) || form.length > 50) wrong(`“${form}” is no name of a form`)
  if (!fieldTypes.includes(type)) wrong(`no type ${type}`)
  if (label === '') wrong('no label')
  if (withChoices.includes(type) !== (choices !== '')) wrong('choices where there are none, or none')
  if (validation !== '' && (type !== 'text' || validations[validation] === undefined)) wrong('validation')
  for (const limit of [min, max]) {
    if (limit !== '' && !(validations[validation]?.test(limit) ?? false)) wrong(`limit ${limit}`)
  }
  if (min !== '' && max !== '' && Number(min) > Number(max)) wrong('its lowest is above its highest')
  if (![identifier, required].every((cell) => ['', 'y'].includes(cell))) wrong('y or nothing')
  if (!['', 'LV', 'LH', 'RV', 'RH'].includes(alignment)) wrong('alignment')
  if (branching !== '' || matrix !== '' || ranking !== '')
    wrong('branching logic or a matrix that it does not need')
  return {
    ...{ name, form, type, label, validation, min, max, identifier, annotation },
    choices: ['dropdown', 'radio', 'checkbox'].includes(type)
      ? readChoices(choices, name, errors)
      : type === 'yesno'
        ? new Map([
            ['1', 'Yes'],
            ['0', 'No'],
          ])
        : new Map<string, string>(),
  }
}

function checkDictionary(text: string, errors: string[]): Field[] {
  const [header = [], ...lines] = rowsOf(text)
  if (JSON.stringify(header) !== JSON.stringify(rowsOf(template)[0]))
    errors.push('not the template’s columns')
  const fields = lines.map((cells) => checkField(cells, errors))
  const names = fields.map(({ name }) => name)
  if (new Set(names).size !== names.length) errors.push('two fields of one name')
  const forms = fields.map(({ form }) => form).filter((form, index, all) => form !== all[index - 1])
  if (new Set(forms).size !== forms.length) errors.push('the fields of a form are not together')
  if (forms.some((form) => names.includes(`${form}_complete`)))
    errors.push('a field of the name of a form’s state')
  if (fields[0]?.type !== 'text') errors.push('the first field does not name the record')
  return fields
}

/** As REDCap makes it: other characters out, blanks to underscores, at most 18, the arm behind. */
function uniqueEventName(name: string, arm: string): string {
  const plain = name
    .replaceAll(/[^0-9a-z_ ]/giu, '')
    .trim()
    .toLowerCase()
    .replaceAll(' ', '_')
  return `${plain.slice(0, 18).replace(/_+$/, '')}_arm_${arm}`
}

function checkEvents(text: string, errors: string[]): Set<string> {
  const [header = [], ...lines] = rowsOf(text)
  if (header.join() !== 'event_name,arm_num,unique_event_name') errors.push('events: other columns')
  for (const [name = '', arm = '', unique = ''] of lines) {
    if (uniqueEventName(name, arm) !== unique) errors.push(`event ${name}: REDCap calls it otherwise`)
    if (!/^[a-z0-9]/u.test(unique)) errors.push(`event ${name}: no name`)
  }
  const events = new Set(lines.map((cells) => cells[2] ?? ''))
  if (events.size !== lines.length) errors.push('two events of one name')
  return events
}

interface Project {
  readonly fields: readonly Field[]
  readonly events: ReadonlySet<string>
  /** `event form` of those that are asked there. */
  readonly asked: ReadonlySet<string>
  readonly repeating: readonly string[]
  readonly missingCodes: readonly string[]
}

function checkValue(field: Field, value: string, missingCodes: readonly string[]): string | null {
  if (missingCodes.includes(value)) return null
  if (field.choices.size > 0) return field.choices.has(value) ? null : 'no such choice'
  if (field.validation !== '' && !(validations[field.validation]?.test(value) ?? false)) return 'not valid'
  const below = field.min !== '' && Number(value) < Number(field.min)
  const above = field.max !== '' && Number(value) > Number(field.max)
  if (below || above) return 'out of its range'
  return field.type === 'text' && /[\r\n]/u.test(value) ? 'a line break in one line' : null
}

function formOfColumn(column: string, fields: readonly Field[]): string | undefined {
  const field = fields.find(({ name }) => name === column)
  return field?.form ?? fields.find(({ form }) => `${form}_complete` === column)?.form
}

function checkRecord(record: RedcapRecord, project: Project, wrong: (what: string) => void): void {
  const { id, event, form, instance, values } = record
  if (id === '' || id.length > 100 || id !== id.trim()) wrong('no record')
  if (!project.events.has(event)) wrong(`no event ${event}`)
  if (form !== '' && !project.repeating.includes(form)) wrong(`${form} does not repeat`)
  if ((form === '') !== (instance === '') || !/^(?:|[1-9]\d{0,4})$/.test(instance)) wrong('no instance')
  for (const [column, value] of Object.entries(values)) {
    const ofForm = formOfColumn(column, project.fields) ?? ''
    if (form === '' ? project.repeating.includes(ofForm) : ofForm !== form)
      wrong(`${column} in another form’s row`)
    if (!project.asked.has(`${event} ${ofForm}`)) wrong(`${ofForm} is not asked at ${event}`)
    const field = project.fields.find(({ name }) => name === column)
    const problem =
      field === undefined
        ? ['0', '1', '2'].includes(value)
          ? null
          : 'no state'
        : checkValue(field, value, project.missingCodes)
    if (problem !== null) wrong(`${column} ${JSON.stringify(value)}: ${problem}`)
  }
}

function checkRecords(text: string, project: Project, errors: string[]): RedcapRecord[] {
  const [header = [], ...lines] = rowsOf(text)
  const front = [
    ...[project.fields[0]?.name, 'redcap_event_name', 'redcap_repeat_instrument'],
    'redcap_repeat_instance',
  ]
  if (header.slice(0, 4).join() !== front.join()) errors.push('records: the first columns')
  if (new Set(header).size !== header.length) errors.push('records: a column twice')
  for (const column of header.slice(4)) {
    if (formOfColumn(column, project.fields) === undefined) errors.push(`records: no field ${column}`)
  }
  const seen = new Set<string>()
  return lines.map((cells, index) => {
    const [id = '', event = '', form = '', instance = ''] = cells
    const values = Object.fromEntries(
      header.slice(4).flatMap((column, place) => {
        const value = cells[place + 4] ?? ''
        return value === '' ? [] : [[column, value]]
      }),
    )
    const record = { id, event, form, instance, values }
    const wrong = (what: string): number => errors.push(`record in row ${String(index + 2)}: ${what}`)
    if (cells.length !== header.length) wrong('not as many cells as columns')
    const key = cells.slice(0, 4).join('|')
    if (seen.has(key)) wrong('the same twice')
    seen.add(key)
    checkRecord(record, project, wrong)
    return record
  })
}

/** Reads a project as it is exported, by file name. `errors` is empty when REDCap would take it all. */
export function checkRedcap(read: (name: string) => string): CheckedRedcap {
  const errors: string[] = []
  const fields = checkDictionary(read('redcap_dictionary.csv'), errors)
  const events = checkEvents(read('redcap_events.csv'), errors)
  const [, ...mapped] = rowsOf(read('redcap_event_forms.csv'))
  const asked = new Set(mapped.map(([, event = '', form = '']) => `${event} ${form}`))
  // What a person is told to set up by hand.
  const setup = read('redcap_setup.txt')
  const repeating = (/tick ([\w, ]+)\./.exec(setup)?.[1] ?? '').split(', ')
  const codes = /Missing Data Codes: enter one a line: (.+?)\. /.exec(setup)?.[1] ?? ''
  const missingCodes = codes.split(' / ').map((code) => code.split(',')[0] ?? '')
  for (const code of missingCodes) {
    if (!/^[A-Za-z0-9._-]*$/.test(code)) errors.push(`missing data code ${code}`)
  }
  const project = { fields, events, asked, repeating, missingCodes }
  return { errors, fields, records: checkRecords(read('redcap_records.csv'), project, errors) }
}

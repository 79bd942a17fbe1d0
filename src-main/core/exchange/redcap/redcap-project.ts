import { missingReasons } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { csvLines } from '../csv/csv-table.ts'
import type { CellValue } from '../csv/csv-table.ts'
import type { ProjectFile } from '../project-file.ts'
import type { ScoreData } from '../export-data.ts'
import { redcapEvents } from './redcap-events.ts'
import type { RedcapEvent } from './redcap-events.ts'
import { dictionaryText } from './redcap-field.ts'
import { redcapForms } from './redcap-forms.ts'
import type { RedcapForm } from './redcap-form.ts'
import { createRedcapNames } from './redcap-names.ts'
import { RECORD_ID } from './visit-form.ts'

/** REDCap reads cells as they stand: an apostrophe against formulas would be kept. */
function cellText(value: CellValue): string {
  if (value === null) return ''
  return typeof value === 'number' ? String(value === 0 ? 0 : value) : String(value)
}

/** Complete, or not. */
const states = { complete: '2', incomplete: '0' }

type Events = ReadonlyMap<string, RedcapEvent>

/** One line a form that repeats, and one for what is entered once at the visit. */
function linesOfVisit(session: Session, forms: readonly RedcapForm[], events: Events): string[][] {
  const event = events.get(session.visitLabel)?.uniqueName ?? ''
  return forms.flatMap((form) =>
    form.entries
      .filter(({ sessionId }) => sessionId === session.id)
      .sort((a, b) => (a.instance ?? 0) - (b.instance ?? 0))
      .map((entry) => [
        ...[session.patientCode, event, form.isRepeating ? form.name : '', cellText(entry.instance)],
        ...forms.flatMap((other, place) => {
          const cells = other.fields.map((_, index) =>
            other === form ? cellText(entry.cells[index] ?? null) : '',
          )
          // The first field of all names the record, and stands in front.
          const own = place === 0 ? cells.slice(1) : cells
          if (other !== form) return [...own, '']
          return [...own, entry.isComplete ? states.complete : states.incomplete]
        }),
      ]),
  )
}

function recordLines(data: ScoreData, forms: readonly RedcapForm[], events: Events): string[][] {
  const columns = forms.flatMap(({ name, fields }, place) => [
    ...fields.slice(place === 0 ? 1 : 0).map((field) => field.name),
    `${name}_complete`,
  ])
  return [
    [RECORD_ID, 'redcap_event_name', 'redcap_repeat_instrument', 'redcap_repeat_instance', ...columns],
    ...data.sessions.flatMap((session) => linesOfVisit(session, forms, events)),
  ]
}

function setupText(forms: readonly RedcapForm[], hasReasons: boolean): string {
  const repeating = forms.filter(({ isRepeating }) => isRepeating).map(({ name }) => name)
  const steps = [
    'Make a new, empty project. In Project Setup, switch on “longitudinal data collection” and “repeating instruments and events”.',
    'Data Dictionary: upload redcap_dictionary.csv.',
    'Define My Events: upload redcap_events.csv, and delete the event that a new project has if you do not want it.',
    'Designate Instruments for My Events: upload redcap_event_forms.csv.',
    `Repeating instruments: for every event choose “Repeat Instruments (repeat independently of each other)”, and tick ${repeating.join(', ')}. Each instance is one rater, or one model pack.`,
    ...(hasReasons
      ? [
          `Additional customizations, Missing Data Codes: enter one a line: ${missingReasons.map((reason) => `${reason}, ${reason.replace('-', ' ')}`).join(' / ')}. Without them REDCap refuses the scores that have a reason in place of a value.`,
        ]
      : []),
    'Data Import Tool: upload redcap_records.csv, as rows, with dates as YYYY-MM-DD. Empty cells are left alone.',
  ]
  return [
    'How to make a REDCap project of this export',
    '',
    ...steps.map((step, index) => `${String(index + 1)}. ${step}`),
    '',
    'Fields whose name ends in _est, and those beside them, are estimates of models, never measurements; they are read-only in the forms.',
    'Do not open the records in a spreadsheet: it would change codes such as 001.',
    '',
  ].join('\r\n')
}

/** A whole project of REDCap: what it asks, when, and what was answered. Longitudinal, each visit an event of the one arm. */
export function redcapProject(data: ScoreData): ProjectFile[] {
  const forms = redcapForms(data, createRedcapNames())
  const events = redcapEvents(data.sessions)
  const records = recordLines(data, forms, events)
  const designated = [...events.values()].flatMap(({ uniqueName }) =>
    forms.map(({ name }) => ['1', uniqueName, name]),
  )
  const eventLines = [...events.values()].map(({ name, uniqueName }) => [name, '1', uniqueName])
  const hasReasons = data.scores.some(({ missingReason }) => missingReason !== null)
  return [
    {
      ...{ name: 'redcap_dictionary.csv', text: dictionaryText(forms) },
      rows: forms.reduce((sum, { fields }) => sum + fields.length, 0),
      description: 'Data dictionary of a REDCap project: one row per field',
    },
    {
      ...{ name: 'redcap_records.csv', text: csvLines(records), rows: records.length - 1 },
      description: 'Records for it: one row per visit, and per rater or pack and scale at the visit',
    },
    {
      ...{ name: 'redcap_events.csv', rows: eventLines.length },
      text: csvLines([['event_name', 'arm_num', 'unique_event_name'], ...eventLines]),
      description: 'The visits as events of the project',
    },
    {
      ...{ name: 'redcap_event_forms.csv', rows: designated.length },
      text: csvLines([['arm_num', 'unique_event_name', 'form'], ...designated]),
      description: 'Which form is asked at which event: all at each',
    },
    {
      ...{ name: 'redcap_setup.txt', text: setupText(forms, hasReasons), rows: null },
      description: 'How to make the project of these files, step by step',
    },
  ]
}

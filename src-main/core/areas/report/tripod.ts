import { counted } from '#shared/counted.ts'
import { flowSentence } from '#shared/domain/patient-flow.ts'
import { protocolName } from '#shared/domain/protocol.ts'
import type { ReportData } from './report-data.ts'
import { isSynthetic, scaleTitle } from './report-data.ts'

/** One item of the checklist: what it asks for, in our words, and what the program knows of it. */
export interface ChecklistItem {
  readonly number: string
  readonly asks: string
  /** Null: only the people who did the study can say it. */
  readonly known: string | null
}

type Row = readonly [number: string, asks: string, known?: (data: ReportData) => string]

const modelsOf = ({ reports }: ReportData) => reports.map(({ model }) => model)

function years({ sessions }: ReportData): string {
  const dates = sessions.flatMap(({ visitDate }) => visitDate ?? []).sort()
  const [first, last] = [dates[0], dates.at(-1)]
  return first === undefined || last === undefined
    ? 'No visit has a date.'
    : `Visits from ${first} to ${last}; ${counted(sessions.length - dates.length, 'visit')} without a date.`
}

function outcomes(data: ReportData): string {
  const items = modelsOf(data).map(
    ({ itemName, scaleId, min, max }) =>
      `${itemName} (${scaleTitle(data, scaleId)}, ${String(min)} to ${String(max)})`,
  )
  return `Rated by people: ${items.join('; ')}. How each rater scored blind to estimates and to others is in the exported scores.`
}

function missing({ scores }: ReportData): string {
  const gone = scores.filter(({ value }) => value === null).length
  return `${counted(gone, 'item')} of ${counted(scores.length, 'score')} without a value, each with a reason. Visits without a rating, a clip or a face are left out of a fit and counted in the flow of patients; nothing is imputed.`
}

/** What was frozen here; where else one lies only the authors know. */
function protocols(data: ReportData): string {
  return data.protocols
    .map(({ sha256, content }) => `${protocolName({ ...content, sha256 })}: ${content.title}.`)
    .join(' ')
}

const rows: readonly Row[] = [
  [
    '1',
    'Title names the study as one that develops or evaluates a prediction model, who it is for, and what it predicts',
  ],
  ['2', 'Abstract in the structure that the statement has for abstracts'],
  ['3a', 'Why the model is needed, and what there is already'],
  ['3b', 'Who it is for and how it would be used in care'],
  ['3c', 'Known differences in health between groups of people'],
  [
    '4',
    'Aims: whether the model is developed, evaluated, or both',
    () => 'Development, with internal validation on patients that the model never saw.',
  ],
  [
    '5a',
    'Where the data come from, for development and for evaluation',
    () => 'Videos and ratings of one study, described under Methods.',
  ],
  ['5b', 'Dates of the data', years],
  ['6a', 'Setting: places and number of centres'],
  ['6b', 'Who was eligible'],
  ['6c', 'Treatments'],
  [
    '7',
    'How data were prepared and checked',
    () =>
      'Clips are looked at by the pack as its manifest says; the patient is proposed by the program and can be confirmed by a person. Damaged stretches and clips without a usable face are named in the study.',
  ],
  ['8a', 'The outcome, how and when it was assessed', outcomes],
  ['8b', 'Who assessed it, and how they were trained'],
  [
    '8c',
    'Blinding of who assessed it',
    () =>
      'Estimates are hidden from raters until somebody shows them; whether they had been shown is kept with every score, and scores made with them in view are left out unless a model says otherwise.',
  ],
  ['9a', 'How predictors were chosen', () => 'All numbers of the pack; none was chosen by the ratings.'],
  [
    '9b',
    'All predictors and how they were measured',
    (data) =>
      modelsOf(data)
        .map(({ packId, packVersion }) => `${packId} ${packVersion}`)
        .filter((name, place, all) => all.indexOf(name) === place)
        .join('; '),
  ],
  ['9c', 'Who assessed predictors, and blinding', () => 'The program, without knowing any rating.'],
  [
    '10',
    'How the sample size came about',
    (data) =>
      `Not planned by the program. ${counted(new Set(data.sessions.map(({ patientCode }) => patientCode)).size, 'patient')}; the smallest correlation that can be found with them stands beside each item.`,
  ],
  ['11', 'Missing data', missing],
  [
    '12a',
    'How data were divided',
    () => 'Leave-one-patient-out, nested; all visits of a patient stay together.',
  ],
  ['12b', 'How predictors were handled', () => 'As each model says; see Methods.'],
  ['12c', 'Kind of model, how it was built, and internal validation', () => 'See Methods.'],
  ['12d', 'Differences between groups and centres'],
  [
    '12e',
    'Measures of performance',
    () => 'MAE, Q², gain, concordance, limits of agreement, permutation test; see Methods.',
  ],
  ['12f', 'Updating of the model', () => 'None.'],
  [
    '12g',
    'How predictions were calculated in an evaluation',
    () => 'By the stored weights; held-out estimates by models without the patient.',
  ],
  ['13', 'Imbalance of classes', () => 'Does not apply: the outcome is a score.'],
  ['14', 'Fairness: what was done about differences between groups'],
  [
    '15',
    'What the model gives out',
    () => 'An estimate in points of the item with a prediction interval, always marked as an estimate.',
  ],
  [
    '16',
    'Differences between development and evaluation data',
    () => 'None: validation is internal. How the models do elsewhere is not known.',
  ],
  ['17', 'Ethical approval'],
  ['18a', 'Funding'],
  ['18b', 'Conflicts of interest'],
  ['18c', 'Protocol', protocols],
  ['18d', 'Registration'],
  ['18e', 'Sharing of data'],
  ['18f', 'Sharing of code', (data) => `EmoCLIP Studio ${data.appVersion}, Apache-2.0.`],
  ['19', 'Involvement of patients and public'],
  [
    '20a',
    'Flow of patients',
    (data) =>
      modelsOf(data)
        .flatMap(({ itemName, metrics }) =>
          metrics.flow === null ? [] : [`${itemName}: ${flowSentence(metrics.flow)}`],
        )
        .join(' '),
  ],
  ['20b', 'Characteristics of patients and centres'],
  ['20c', 'Comparison of development and evaluation data', () => 'Does not apply: validation is internal.'],
  [
    '21',
    'Patients and outcomes in each analysis',
    (data) =>
      modelsOf(data)
        .map(
          ({ itemName, nPatients, nSessions }) =>
            `${itemName}: ${counted(nPatients, 'patient')}, ${counted(nSessions, 'visit')}`,
        )
        .join('; '),
  ],
  [
    '22',
    'The whole model, so that others can use it',
    () => 'Its weights are kept in the study; this report does not print them.',
  ],
  ['23a', 'Performance with intervals', () => 'See Items; subgroups are open.'],
  ['23b', 'Differences of performance between groups and centres'],
  ['24', 'Results of updating', () => 'None.'],
  ['25', 'Interpretation, fairness included'],
  ['26', 'Limitations', () => 'See Limits; those of design and sample are open.'],
  [
    '27a',
    'How poor or missing input is dealt with',
    () =>
      'A clip without a usable face gives no estimate; the share of frames with a face stands beside each.',
  ],
  [
    '27b',
    'What users need to know and do',
    () =>
      'To confirm who the patient is in the video where several people are seen, and to take no estimate for a rating.',
  ],
  ['27c', 'Next steps'],
]

/** TRIPOD+AI (Collins et al. 2024), filled as far as the study’s file says; without models only what is there. */
export function checklist(data: ReportData): ChecklistItem[] {
  return rows.map(([number, asks, known]) => {
    const text = data.reports.length === 0 ? '' : (known?.(data) ?? '')
    const madeUp = number === '5a' && isSynthetic(data) ? ' Synthetic: made up for demonstration.' : ''
    return { number, asks, known: text === '' ? null : `${text}${madeUp}` }
  })
}

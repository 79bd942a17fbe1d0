import { settingsText } from '#shared/domain/head-kind.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import type { SeverityChecks, Spread, Subgroup } from '#shared/domain/severity-checks.ts'
import type { ScoreData } from '../export-data.ts'
import type { Column, Table } from './csv-table.ts'
import { appVersionColumn } from './symptom-csv.ts'

const kinds = ['learning', 'without-patient', 'group', 'setting'] as const

interface Range {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

const none: Range = { value: null, low: null, high: null }

/** One line of what is asked of a validation besides; what the kind has nothing of is null. */
export interface CheckRow {
  readonly model: SeverityModel
  readonly kind: (typeof kinds)[number]
  /** Patient, group or setting; unique within model and kind. */
  readonly of: string
  readonly nPatients: number | null
  readonly nSessions: number | null
  readonly draws: number | null
  readonly mae: Range
  readonly q2: Range
  readonly concordance: number | null
  readonly meanError: Range
  readonly share: number | null
  /** What lies between low and high, and how numbers were found. */
  readonly method: string
}

const point = (value: number | null): Range => ({ value, low: null, high: null })
const ofSpread = (spread: Spread | null): Range =>
  spread === null ? none : { value: spread.mean, low: spread.low, high: spread.high }
const ofEstimate = (estimate: Subgroup['mae']): Range =>
  estimate === null ? none : { value: estimate.value, low: estimate.ciLow, high: estimate.ciHigh }

const empty = {
  ...{ nPatients: null, nSessions: null, draws: null, mae: none, q2: none, concordance: null },
  ...{ meanError: none, share: null },
}

const LEARNING =
  'Mean of drawn studies of so many patients; 80 of 100 of them lie between low and high, which is no interval of the truth. The row without both is the study as it is'

function rowsOf(
  model: SeverityModel,
  checks: SeverityChecks,
  codes: ReadonlyMap<number, string>,
): CheckRow[] {
  const influenceMethod = checks.influenceRefitted
    ? 'In a study without the patient, every model fitted again'
    : 'The patient’s own visits left out of the numbers, no model fitted again'
  return [
    ...checks.learning.map((one) => ({
      ...{ ...empty, model, kind: 'learning' as const, of: `${String(one.nPatients)} patients` },
      ...{ nPatients: one.nPatients, draws: one.draws },
      ...{ mae: ofSpread(one.mae), q2: ofSpread(one.q2), method: LEARNING },
    })),
    ...checks.influence.map((one) => ({
      ...{ ...empty, model, kind: 'without-patient' as const },
      // Of a patient who was taken out since there is no code any more.
      of: codes.get(one.sessionId) ?? `session-${String(one.sessionId)}`,
      ...{ nPatients: 1, nSessions: one.nSessions, mae: point(one.mae), q2: point(one.q2) },
      ...{ concordance: one.concordance, method: influenceMethod },
    })),
    ...checks.subgroups.map((one) => ({
      ...{ ...empty, model, kind: 'group' as const, of: `${one.byName}: ${one.group}` },
      ...{ nPatients: one.nPatients, nSessions: one.nSessions },
      ...{ mae: ofEstimate(one.mae), meanError: ofEstimate(one.meanError) },
      method: `${checks.subgroupMethod}; how often they hold was not simulated`,
    })),
    ...(checks.choice?.chosen ?? []).map(({ settings, share }) => ({
      ...{ ...empty, model, kind: 'setting' as const, of: settingsText(settings), share },
      method: 'Over the models that each left out one patient',
    })),
  ]
}

const required = { required: true } as const

const rangeColumns = (
  name: string,
  description: string,
  read: (row: CheckRow) => Range,
): Column<CheckRow>[] => [
  { name, type: 'number', description, value: (row) => read(row).value },
  {
    name: `${name}_low`,
    type: 'number',
    description: `Lower end of what method says of ${name}; empty where there is none.`,
    value: (row) => read(row).low,
  },
  {
    name: `${name}_high`,
    type: 'number',
    description: `Upper end of the same.`,
    value: (row) => read(row).high,
  },
]

const columns: readonly Column<CheckRow>[] = [
  {
    name: 'model_id',
    type: 'string',
    description: 'Severity model within this study, as in validation.csv.',
    constraints: { required: true, pattern: 'model-[1-9][0-9]*' },
    value: ({ model }) => `model-${String(model.id)}`,
  },
  {
    name: 'scale',
    type: 'string',
    description: 'Id of the clinical scale.',
    constraints: required,
    value: ({ model }) => model.scaleId,
  },
  {
    name: 'item',
    type: 'string',
    description: 'Id of the item within the scale.',
    constraints: required,
    value: ({ model }) => model.itemId,
  },
  {
    name: 'check',
    type: 'string',
    description:
      'learning: models that learnt from so many patients, on patients that they never saw. without-patient: the validation without one patient. group: errors in visits that have something in common. setting: how often a setting of the head was chosen.',
    constraints: { required: true, enum: kinds },
    value: ({ kind }) => kind,
  },
  {
    name: 'of',
    type: 'string',
    description: 'Number of patients, patient, group or setting that the row is of.',
    constraints: required,
    value: ({ of }) => of,
  },
  {
    name: 'n_patients',
    type: 'integer',
    description:
      'Patients that each model learnt from, that are left out, or that are in the group; empty for settings.',
    constraints: { minimum: 1 },
    value: ({ nPatients }) => nPatients,
  },
  {
    name: 'n_sessions',
    type: 'integer',
    description: 'Their rated sessions; empty for learning and settings.',
    constraints: { minimum: 1 },
    value: ({ nSessions }) => nSessions,
  },
  {
    name: 'draws',
    type: 'integer',
    description: 'Studies of so many patients that were drawn; empty for all but learning.',
    constraints: { minimum: 1 },
    value: ({ draws }) => draws,
  },
  ...rangeColumns('mae', 'Mean absolute error, in points of the item.', ({ mae }) => mae),
  ...rangeColumns(
    'q2',
    '1 minus the sum of squared errors over that of guessing the mean of the other patients.',
    ({ q2 }) => q2,
  ),
  {
    name: 'concordance',
    type: 'number',
    description: 'Concordance of the pairs without the patient; empty for all but without-patient.',
    constraints: { minimum: 0, maximum: 1 },
    value: ({ concordance }) => concordance,
  },
  ...rangeColumns(
    'mean_error',
    'Mean of estimate minus rating, in points of the item.',
    (row) => row.meanError,
  ),
  {
    name: 'share',
    type: 'number',
    description: 'Share of the models that chose the setting; empty for all but settings.',
    constraints: { minimum: 0, maximum: 1 },
    value: ({ share }) => share,
  },
  {
    name: 'method',
    type: 'string',
    description: 'How the row was made, and what lies between low and high.',
    constraints: required,
    value: ({ method }) => method,
  },
]

/** Null where no model has any: those of earlier versions. */
export function checksTable({ reports, sessions, appVersion }: ScoreData): Table<CheckRow> | null {
  const codes = new Map(sessions.map(({ id, patientCode }) => [id, patientCode]))
  const rows = reports.flatMap(({ model }) =>
    model.metrics.checks === null ? [] : rowsOf(model, model.metrics.checks, codes),
  )
  if (rows.length === 0) return null
  return {
    fileName: 'severity_checks.csv',
    title: 'Checks of the severity models',
    description:
      'What a reader asks of a validation besides, described and not tested: would more patients help, does one patient carry it, for whom does it hold, how settled is the setting.',
    columns: [...columns, appVersionColumn(appVersion)],
    primaryKey: ['model_id', 'check', 'of'],
    rows,
  }
}

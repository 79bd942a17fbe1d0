import { missingReasons } from '#shared/domain/score.ts'
import { sightColumns } from './sight-columns.ts'
import type { Column, Table } from './csv-table.ts'
import type { ScoreData } from '../export-data.ts'
import { INTERVAL_METHOD } from '#shared/domain/severity.ts'
import { INCOMPLETE, symptomRows } from './symptom-rows.ts'
import type { SymptomRow } from './symptom-rows.ts'

const required = { required: true } as const

type ModelRow = Extract<SymptomRow, { source: 'model' }>

/** Empty in a rater's row. */
function ofModel<Value>(read: (row: ModelRow) => Value): (row: SymptomRow) => Value | null {
  return (row) => (row.source === 'model' ? read(row) : null)
}

export const sourceId = (row: SymptomRow): string =>
  row.source === 'rater' ? row.raterCode : row.model.packId

export const visitColumns: readonly Column<Pick<SymptomRow, 'session'>>[] = [
  {
    name: 'participant_id',
    type: 'string',
    description: 'Pseudonymous code of the patient.',
    constraints: required,
    value: ({ session }) => session.patientCode,
  },
  {
    name: 'session_id',
    type: 'string',
    description: 'Label of the visit, unique within the patient.',
    constraints: required,
    value: ({ session }) => session.visitLabel,
  },
  {
    name: 'visit_date',
    type: 'date',
    description: 'Day of the visit; empty when it was not recorded.',
    value: ({ session }) => session.visitDate,
  },
]

const itemColumns: readonly Column<SymptomRow>[] = [
  {
    name: 'scale',
    type: 'string',
    description: 'Id of the clinical scale.',
    constraints: required,
    value: ({ scale }) => scale.id,
  },
  {
    name: 'item',
    type: 'string',
    description: 'Id of the item or total within the scale.',
    constraints: required,
    value: ({ measure }) => measure.id,
  },
  {
    name: 'item_kind',
    type: 'string',
    description: 'Whether the row is of a single item or of a total of items.',
    constraints: { required: true, enum: ['item', 'total'] },
    value: ({ measure }) => measure.kind,
  },
  {
    name: 'item_name',
    type: 'string',
    description: 'Name of the item or total.',
    constraints: required,
    value: ({ measure }) => measure.name,
  },
  {
    name: 'score',
    type: 'number',
    description:
      'Points, between score_min and score_max: a whole number rated by a person, or the estimate of a model, which is not a measurement. Empty when missing_reason says why.',
    value: (row) => (row.source === 'rater' ? row.score : row.estimate.value),
  },
  {
    name: 'score_min',
    type: 'integer',
    description: 'Lowest possible score.',
    constraints: required,
    value: ({ measure }) => measure.min,
  },
  {
    name: 'score_max',
    type: 'integer',
    description: 'Highest possible score.',
    constraints: required,
    value: ({ measure }) => measure.max,
  },
  {
    name: 'missing_reason',
    type: 'string',
    description: `Why there is no score: the reason the rater gave, or ${INCOMPLETE} for a total that lacks an item. Empty when there is one.`,
    constraints: { enum: [...missingReasons, INCOMPLETE] },
    value: (row) => (row.source === 'rater' ? row.missingReason : null),
  },
]

const sourceColumns: readonly Column<SymptomRow>[] = [
  {
    name: 'source',
    type: 'string',
    description: 'Who made the score: a human rater or a model.',
    constraints: { required: true, enum: ['rater', 'model'] },
    value: ({ source }) => source,
  },
  {
    name: 'source_id',
    type: 'string',
    description: 'The rater_id of a rater, the pack_id of a model.',
    constraints: required,
    value: sourceId,
  },
  {
    name: 'rater_id',
    type: 'string',
    description: 'Code of the rater; empty in a row of a model.',
    value: (row) => (row.source === 'rater' ? row.raterCode : null),
  },
  {
    name: 'consensus',
    type: 'boolean',
    description:
      'True when several raters gave the score together, after each had rated alone; empty in a row of a model.',
    value: (row) => (row.source === 'rater' ? row.isConsensus : null),
  },
  {
    name: 'rated_on',
    type: 'date',
    description:
      'Day on which the rating was made, of a total the last day of its items; empty where nobody kept it, and in a row of a model.',
    value: (row) => (row.source === 'rater' ? row.ratedOn : null),
  },
  {
    name: 'model_id',
    type: 'string',
    description: 'Severity model within this study; empty in a row of a rater.',
    constraints: { pattern: 'model-[1-9][0-9]*' },
    value: ofModel(({ model }) => `model-${model.id}`),
  },
  {
    name: 'pack_id',
    type: 'string',
    description: 'Model pack that turned the video into numbers.',
    value: ofModel(({ model }) => model.packId),
  },
  {
    name: 'pack_version',
    type: 'string',
    description: 'Version of the pack.',
    value: ofModel(({ model }) => model.packVersion),
  },
  {
    name: 'weights_sha256',
    type: 'string',
    description: 'SHA-256 of the manifest of the pack, which holds the hash of every file of its weights.',
    constraints: { pattern: '[0-9a-f]{64}' },
    value: ofModel(({ model }) => model.packSha256),
  },
]

const estimateColumns: readonly Column<SymptomRow>[] = [
  {
    name: 'ci_low',
    type: 'number',
    description: 'Lower end of the prediction interval of an estimate, cut to the range of the item.',
    value: ofModel(({ estimate }) => estimate.ciLow),
  },
  {
    name: 'ci_high',
    type: 'number',
    description: 'Upper end of the prediction interval of an estimate, cut to the range of the item.',
    value: ofModel(({ estimate }) => estimate.ciHigh),
  },
  {
    name: 'ci_level',
    type: 'number',
    description: 'Nominal share of new patients whose mean rating lies within the interval.',
    constraints: { minimum: 0, maximum: 1 },
    value: ofModel(({ estimate }) => estimate.level),
  },
  {
    name: 'interval_method',
    type: 'string',
    description: 'How the interval was made.',
    value: ofModel(() => INTERVAL_METHOD),
  },
  {
    name: 'held_out',
    type: 'boolean',
    description: 'True when the model that made the estimate was fitted without this patient.',
    value: ofModel(({ estimate }) => estimate.heldOut),
  },
  {
    name: 'n_clips',
    type: 'integer',
    description: 'Clips of the session with a face, over which the estimate was made.',
    constraints: { minimum: 1 },
    value: ofModel(({ estimate }) => estimate.nClips),
  },
  {
    name: 'face_coverage_pct',
    type: 'number',
    description: 'Percentage of the sampled frames of the session that show a face.',
    constraints: { minimum: 0, maximum: 100 },
    value: ofModel(({ estimate }) => estimate.faceShare * 100),
  },
  {
    name: 'n_train_patients',
    type: 'integer',
    description: 'Patients that the model which made this estimate was fitted on.',
    constraints: { minimum: 1 },
    value: ofModel(({ model, isRated }) => (isRated ? model.nPatients - 1 : model.nPatients)),
  },
  {
    name: 'validation',
    type: 'string',
    description:
      'leave-one-patient-out: the estimate is one of those the model was validated by. none: there is no rating to hold it against.',
    constraints: { enum: ['leave-one-patient-out', 'none'] },
    value: ofModel(({ isRated }) => (isRated ? 'leave-one-patient-out' : 'none')),
  },
  {
    name: 'trained_on',
    type: 'string',
    description: 'What the model was trained on, in one sentence.',
    value: ofModel(({ model }) => model.trainedOn),
  },
]

const originColumns: readonly Column<SymptomRow>[] = [
  ...sightColumns<SymptomRow>((row) => (row.source === 'rater' ? row.sight : null), 'score'),
  {
    name: 'synthetic',
    type: 'boolean',
    description: 'True when the rating, or any rating the model learnt from, was made up for demonstration.',
    constraints: required,
    value: (row) => (row.source === 'rater' ? row.synthetic : row.model.synthetic || row.session.synthetic),
  },
  {
    name: 'created_utc',
    type: 'datetime',
    description: 'When the rating was last changed or the model was fitted.',
    constraints: required,
    value: (row) => (row.source === 'rater' ? row.updatedUtc : row.model.createdUtc),
  },
]

export function appVersionColumn<Row>(appVersion: string): Column<Row> {
  return {
    name: 'app_version',
    type: 'string',
    description: 'Version of the program that wrote this file.',
    constraints: required,
    value: () => appVersion,
  }
}

/** One row per patient, session, scale, item or total, and source. */
export function symptomScoresLong(data: ScoreData): Table<SymptomRow> {
  return {
    fileName: 'symptom_scores_long.csv',
    title: 'Symptom scores, long',
    description:
      'One row per patient, session, scale, item or total, and source. Ratings by people and estimates by models are separate rows; an estimate is never a measurement.',
    columns: [
      ...visitColumns,
      ...itemColumns,
      ...sourceColumns,
      ...estimateColumns,
      ...originColumns,
      appVersionColumn(data.appVersion),
    ],
    primaryKey: ['participant_id', 'session_id', 'scale', 'item_kind', 'item', 'source', 'source_id'],
    rows: symptomRows(data),
  }
}

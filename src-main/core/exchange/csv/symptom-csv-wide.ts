import type { Session } from '#shared/domain/session.ts'
import { joinSights } from '#shared/domain/sight.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { covariateColumns } from './covariates-export.ts'
import { sightColumns } from './sight-columns.ts'
import type { Column, Table } from './csv-table.ts'
import type { ScoreData } from '../export-data.ts'
import { appVersionColumn, sourceId, visitColumns } from './symptom-csv.ts'
import { isModelOf, lastDay, measuresOf, symptomRows } from './symptom-rows.ts'
import type { Measure, SymptomRow } from './symptom-rows.ts'

/** All scores of one session by one rater, or all estimates by one pack. */
export interface WideRow {
  readonly session: Session
  readonly source: SymptomRow['source']
  readonly sourceId: string
  readonly cells: readonly SymptomRow[]
}

type ModelCell = Extract<SymptomRow, { source: 'model' }>

function modelCells({ cells }: WideRow): ModelCell[] {
  return cells.filter((cell) => cell.source === 'model')
}

function distinct(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : [...new Set(texts)].join(' | ')
}

const headColumns: readonly Column<WideRow>[] = [
  ...visitColumns,
  {
    name: 'source',
    type: 'string',
    description: 'Who made the scores of this row: a human rater or a model.',
    constraints: { required: true, enum: ['rater', 'model'] },
    value: ({ source }) => source,
  },
  {
    name: 'source_id',
    type: 'string',
    description: 'Code of the rater, or id of the model pack.',
    constraints: { required: true },
    value: (row) => row.sourceId,
  },
]

/** Of the ratings of a row: shown for one is shown, and one of which nobody knows leaves the row unknown. */
function rowSight({ cells }: WideRow): Sight | null {
  return joinSights(cells.flatMap((cell) => (cell.source === 'rater' ? [cell.sight] : [])))
}

const tailColumns: readonly Column<WideRow>[] = [
  {
    name: 'consensus',
    type: 'boolean',
    description:
      'True when the scores of this row are of several raters together; empty in a row of a model.',
    value: ({ cells }) => {
      const [first] = cells
      return first?.source === 'rater' ? first.isConsensus : null
    },
  },
  {
    name: 'rated_on',
    type: 'date',
    description:
      'Last day on which a rating of this row was made; empty where nobody kept one of them, and in a row of a model.',
    value: ({ cells }) => lastDay(cells.flatMap((cell) => (cell.source === 'rater' ? [cell.ratedOn] : []))),
  },
  ...sightColumns<WideRow>(rowSight, 'score', ' Of any score in this row.'),
  {
    name: 'ci_level',
    type: 'number',
    description: 'Lowest nominal level of the prediction intervals in this row; the long file gives each.',
    constraints: { minimum: 0, maximum: 1 },
    value: (row) => {
      const levels = modelCells(row).map(({ estimate }) => estimate.level)
      return levels.length === 0 ? null : Math.min(...levels)
    },
  },
  {
    name: 'held_out',
    type: 'boolean',
    description: 'True when every estimate in this row is by a model that was fitted without this patient.',
    value: (row) =>
      row.source === 'rater' ? null : modelCells(row).every(({ estimate }) => estimate.heldOut),
  },
  {
    name: 'weights_sha256',
    type: 'string',
    description: 'SHA-256 of the manifest of each pack that was used, parted by vertical bars.',
    value: (row) => distinct(modelCells(row).map(({ model }) => model.packSha256)),
  },
  {
    name: 'trained_on',
    type: 'string',
    description: 'What the models were trained on, one sentence each, parted by vertical bars.',
    value: (row) => distinct(modelCells(row).map(({ model }) => model.trainedOn)),
  },
  {
    name: 'synthetic',
    type: 'boolean',
    description:
      'True when any rating in this row, or any that its models learnt from, was made up for demonstration.',
    constraints: { required: true },
    value: ({ session, cells }) =>
      session.synthetic ||
      cells.some((cell) => (cell.source === 'rater' ? cell.synthetic : cell.model.synthetic)),
  },
]

function cellOf(row: WideRow, scaleId: string, measure: Measure): SymptomRow | null {
  return (
    row.cells.find(
      (cell) =>
        cell.scale.id === scaleId && cell.measure.kind === measure.kind && cell.measure.id === measure.id,
    ) ?? null
  )
}

function measureColumns(scaleId: string, measure: Measure, name: string): Column<WideRow>[] {
  const { min: minimum, max: maximum } = measure
  const constraints = { minimum, maximum }
  const column = (
    suffix: string,
    description: string,
    value: (cell: SymptomRow) => number | null,
  ): Column<WideRow> => ({
    name: name + suffix,
    type: 'number',
    description,
    constraints,
    value: (row) => {
      const cell = cellOf(row, scaleId, measure)
      return cell === null ? null : value(cell)
    },
  })
  const range = `from ${minimum} to ${maximum}`
  const score = column('', `${measure.name}, ${range}; empty when missing.`, (cell) =>
    cell.source === 'rater' ? cell.score : cell.estimate.value,
  )
  if (!measure.isEstimable) return [score]
  const ofModel = (end: 'ciLow' | 'ciHigh') => (cell: SymptomRow) =>
    cell.source === 'model' ? cell.estimate[end] : null
  return [
    score,
    column(
      '_ci_low',
      `Lower end of the prediction interval of ${name}; of estimates only.`,
      ofModel('ciLow'),
    ),
    column(
      '_ci_high',
      `Upper end of the prediction interval of ${name}; of estimates only.`,
      ofModel('ciHigh'),
    ),
  ]
}

/** A scale of the user's own may name a column as another does: the later one then has its scale's id in front. */
function scaleColumns({ scales, covariates, reports }: ScoreData): Column<WideRow>[] {
  const taken = new Set([...headColumns, ...tailColumns, appVersionColumn('')].map(({ name }) => name))
  for (const { id } of covariates?.kinds ?? []) taken.add(id)
  return scales.flatMap((scale) =>
    measuresOf(scale).flatMap((given) => {
      const isEstimated = reports.some(({ model }) => model.scaleId === scale.id && isModelOf(model, given))
      const measure = { ...given, isEstimable: given.isEstimable || isEstimated }
      const own = measureColumns(scale.id, measure, measure.column)
      const isFree = own.every(({ name }) => !taken.has(name))
      const prefix = `${scale.id.replaceAll('-', '_')}_`
      const columns = isFree ? own : measureColumns(scale.id, measure, prefix + measure.column)
      for (const { name } of columns) taken.add(name)
      return columns
    }),
  )
}

/** Where there is a consensus of an item or a total, what each rated alone is in the long file only. */
function withConsensusFirst(rows: readonly SymptomRow[]): SymptomRow[] {
  const placeOf = ({ session, scale, measure }: SymptomRow): string =>
    JSON.stringify([session.id, scale.id, measure.kind, measure.id])
  const agreed = new Set(
    rows.flatMap((row) =>
      row.source === 'rater' && row.isConsensus && row.score !== null ? [placeOf(row)] : [],
    ),
  )
  return rows.filter((row) => row.source === 'model' || row.isConsensus || !agreed.has(placeOf(row)))
}

function wideRows(data: ScoreData): WideRow[] {
  const rows = new Map<string, WideRow & { cells: SymptomRow[] }>()
  for (const cell of withConsensusFirst(symptomRows(data))) {
    const { session, source } = cell
    const key = JSON.stringify([session.id, source, sourceId(cell)])
    const row = rows.get(key) ?? { session, source, sourceId: sourceId(cell), cells: [] }
    row.cells.push(cell)
    rows.set(key, row)
  }
  return sortSources([...rows.values()])
}

/** Sessions stay in their order; within one, raters by code and then models by pack. */
function sortSources(rows: readonly WideRow[]): WideRow[] {
  const place = new Map<number, number>()
  for (const { session } of rows) if (!place.has(session.id)) place.set(session.id, place.size)
  const rank = ({ source, sourceId: id }: WideRow): string => (source === 'rater' ? `0${id}` : `1${id}`)
  return [...rows].sort(
    (a, b) => (place.get(a.session.id) ?? 0) - (place.get(b.session.id) ?? 0) || (rank(a) < rank(b) ? -1 : 1),
  )
}

/** One row per patient, session and source; a column per item and total. */
export function symptomScoresWide(data: ScoreData): Table<WideRow> {
  return {
    fileName: 'symptom_scores_wide.csv',
    title: 'Symptom scores, wide',
    description:
      'One row per patient, session and source, with a column per item and total. Where raters agreed on a consensus, it stands here alone, and what each rated is in the long file. Ratings by people and estimates by models are separate rows; an estimate is never a measurement.',
    columns: [
      ...headColumns,
      ...covariateColumns<WideRow>(data),
      ...scaleColumns(data),
      ...tailColumns,
      appVersionColumn(data.appVersion),
    ],
    primaryKey: ['participant_id', 'session_id', 'source', 'source_id'],
    rows: wideRows(data),
  }
}

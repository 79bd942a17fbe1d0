import { rangeWords } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Session } from '#shared/domain/session.ts'
import { joinSights } from '#shared/domain/sight.ts'
import { groupBy } from '#shared/group-by.ts'
import { compareText } from '../export-data.ts'
import type { ScoreData } from '../export-data.ts'
import { measuresOf, symptomRows } from '../csv/symptom-rows.ts'
import type { Measure, SymptomRow } from '../csv/symptom-rows.ts'
import type { ProjectFile } from '../project-file.ts'
import type { BidsLabels } from './bids-labels.ts'
import { bidsFiles, participantColumn, syntheticColumn, visitColumn, yesNo } from './bids-table.ts'
import type { BidsColumn, ColumnMeaning } from './bids-table.ts'

type Rated = Extract<SymptomRow, { source: 'rater' }>
type Estimated = Extract<SymptomRow, { source: 'model' }>

/** All that one rater, or one pack, says of a visit on a scale. */
interface Entry<Row> {
  readonly session: Session
  readonly run: number
  readonly rows: readonly Row[]
}

const isOf =
  (measure: Measure) =>
  (row: SymptomRow): boolean =>
    row.measure.kind === measure.kind && row.measure.id === measure.id

/** A run is a rater, or a pack, and has the same number at each visit. */
function entriesOf<Row extends SymptomRow>(
  rows: readonly Row[],
  whose: (row: Row) => string,
): readonly Entry<Row>[] {
  const names = [...new Set(rows.map(whose))].sort(compareText)
  const groups = groupBy(rows, (row) => JSON.stringify([row.session.id, whose(row)]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return [{ session: first.session, run: names.indexOf(whose(first)) + 1, rows: group }]
  })
}

function keyColumns<Row>(
  sessions: readonly Session[],
  labels: BidsLabels,
  run: string,
): BidsColumn<Entry<Row>>[] {
  return [
    participantColumn(({ session }) => session, labels),
    visitColumn(({ session }) => session, labels, sessions),
    { name: 'run', meaning: { Description: run }, value: (entry) => entry.run },
  ]
}

function toolOf({ title, version, timeFrame, citation }: Scale): { readonly Description: string } {
  const parts = [title, version, timeFrame === undefined ? undefined : `Time frame: ${timeFrame}`, citation]
  return { Description: parts.filter((part) => part !== undefined && part !== '').join('. ') }
}

function scoreMeaning(scale: Scale, measure: Measure): ColumnMeaning {
  const { name: LongName, min: Minimum, max: Maximum } = measure
  if (measure.kind === 'item') {
    const item = scale.items.find(({ id }) => id === measure.id)
    const reversed = item?.reversed === true ? '; a high score means less of the symptom' : ''
    const Description = `Score by a rater, ${item === undefined ? '' : rangeWords(item)}${reversed}`
    return { LongName, Description, Minimum, Maximum }
  }
  const total = scale.totals.find(({ id }) => id === measure.id)
  const made = total?.method === 'mean' ? 'Mean' : 'Sum'
  const items = scale.items.filter(({ id }) => total?.items.includes(id) === true)
  const Description = `${made} of ${items.map(({ column }) => column).join(', ')}`
  return { LongName, Description, Minimum, Maximum }
}

/** Why items have no score: the tables of this kind know one sign for all that is missing. */
function reasonsIn(rows: readonly Rated[]): string | null {
  const reasons = rows.flatMap(({ measure, missingReason }) =>
    measure.kind === 'item' && missingReason !== null ? [`${measure.column} ${missingReason}`] : [],
  )
  return reasons.length === 0 ? null : reasons.join('; ')
}

function ratedFiles(scale: Scale, rows: readonly Rated[], given: Given): ProjectFile[] {
  const entries = entriesOf(rows, ({ raterCode }) => raterCode)
  const columns: BidsColumn<Entry<Rated>>[] = [
    ...keyColumns<Rated>(given.data.sessions, given.labels, 'One rater, with the same number at each visit'),
    {
      ...{ name: 'rater', meaning: { Description: 'Code of the rater' } },
      value: (entry) => entry.rows[0]?.raterCode ?? null,
    },
    {
      name: 'consensus',
      meaning: { Description: 'Of several raters together, after each had rated alone', ...levels },
      value: (entry) => entry.rows[0]?.isConsensus ?? null,
    },
    {
      name: 'blind',
      meaning: { Description: 'Rated with neither estimates nor other ratings in view', ...levels },
      value: (entry) => {
        const sight = joinSights(entry.rows.map((row) => row.sight))
        return sight === null ? null : !sight.estimates && !sight.others
      },
    },
    syntheticColumn((entry) => entry.rows.some(({ synthetic }) => synthetic)),
    ...measuresOf(scale).map((measure) => ({
      ...{ name: measure.column, meaning: scoreMeaning(scale, measure) },
      value: (entry: Entry<Rated>) => entry.rows.find(isOf(measure))?.score ?? null,
    })),
    {
      name: 'missing_reasons',
      meaning: { Description: 'Items without a score for which the rater gave a reason, with the reason' },
      value: (entry) => reasonsIn(entry.rows),
    },
  ]
  return bidsFiles({
    path: `bids/phenotype/${toolName(scale)}`,
    description: `Ratings on ${scale.shortTitle}, one row per visit and rater`,
    ...{ columns, rows: entries, tool: toolOf(scale) },
  })
}

const levels = { Levels: yesNo ?? {} }

function estimateColumns({ column, name }: Measure, isMeant: (row: SymptomRow) => boolean) {
  const of = (what: (row: Estimated) => number) => (entry: Entry<Estimated>) => {
    const row = entry.rows.find(isMeant)
    return row === undefined ? null : what(row)
  }
  const said = `ESTIMATE of a model from video, not a measurement: ${name}`
  return [
    {
      ...{ name: `${column}_estimate`, meaning: { Description: said } },
      value: of(({ estimate }) => estimate.value),
    },
    {
      name: `${column}_low`,
      meaning: { Description: `Lower end of the prediction interval of ${column}_estimate` },
      value: of(({ estimate }) => estimate.ciLow),
    },
    {
      name: `${column}_high`,
      meaning: { Description: `Upper end of the prediction interval of ${column}_estimate` },
      value: of(({ estimate }) => estimate.ciHigh),
    },
    {
      name: `${column}_level`,
      meaning: {
        Description: `Level of the prediction interval of ${column}_estimate`,
        Minimum: 0,
        Maximum: 1,
      },
      value: of(({ estimate }) => estimate.level),
    },
  ]
}

function estimatedFiles(scale: Scale, rows: readonly Estimated[], given: Given): ProjectFile[] {
  const measures = measuresOf(scale).filter((measure) => rows.some(isOf(measure)))
  const columns: BidsColumn<Entry<Estimated>>[] = [
    ...keyColumns<Estimated>(
      given.data.sessions,
      given.labels,
      'One model pack, with the same number at each visit',
    ),
    {
      ...{ name: 'pack', meaning: { Description: 'Model pack that looked at the video, with its version' } },
      value: (entry) => {
        const { packId, packVersion } = entry.rows[0]?.model ?? {}
        return packId === undefined ? null : `${packId} ${packVersion ?? ''}`
      },
    },
    {
      name: 'held_out',
      meaning: { Description: 'Each estimate is by a model that was fitted without this patient', ...levels },
      value: (entry) => entry.rows.every(({ estimate }) => estimate.heldOut),
    },
    syntheticColumn((entry) => entry.rows.some(({ model, session }) => model.synthetic || session.synthetic)),
    ...measures.flatMap((measure) => estimateColumns(measure, isOf(measure))),
    {
      ...{ name: 'trained_on', meaning: { Description: 'What the models were trained on' } },
      value: (entry) => [...new Set(entry.rows.map(({ model }) => model.trainedOn))].join(' | '),
    },
  ]
  const description = `ESTIMATES of models, never measurements, of items of ${scale.shortTitle}`
  return bidsFiles({
    path: `${DERIVATIVE}/phenotype/${toolName(scale)}_estimates`,
    ...{ columns, rows: entriesOf(rows, ({ model }) => model.packId), description },
    tool: {
      Description: `Estimates by models from video, never measurements, of what raters score on: ${toolOf(scale).Description}`,
    },
  })
}

/** A data set of its own: what is computed is kept apart from what was measured. */
export const DERIVATIVE = 'bids/derivatives/emoclip-estimates'

function toolName({ id }: Scale): string {
  return id.replaceAll('-', '_')
}

interface Given {
  readonly data: ScoreData
  readonly labels: BidsLabels
}

/** Of each scale its ratings and, apart, its estimates, where there are any. */
export function measureFiles(given: Given): { rated: ProjectFile[]; estimated: ProjectFile[] } {
  const byScale = groupBy(symptomRows(given.data), ({ scale }) => scale.id)
  const of = (scale: Scale) => byScale.get(scale.id) ?? []
  const rated = given.data.scales.flatMap((scale) => {
    const rows = of(scale).filter((row): row is Rated => row.source === 'rater')
    return rows.length === 0 ? [] : ratedFiles(scale, rows, given)
  })
  const estimated = given.data.scales.flatMap((scale) => {
    const rows = of(scale).filter((row): row is Estimated => row.source === 'model')
    return rows.length === 0 ? [] : estimatedFiles(scale, rows, given)
  })
  return { rated, estimated }
}

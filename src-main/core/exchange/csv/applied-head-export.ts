import type { HeadCard } from '#shared/domain/severity-head.ts'
import type { Session } from '#shared/domain/session.ts'
import type { Statistic } from '#shared/domain/severity.ts'
import type { Column, Table } from './csv-table.ts'
import { appVersionColumn, visitColumns } from './symptom-csv.ts'

/** What a head from a file says of one session. */
export interface AppliedHeadRow {
  readonly session: Session
  readonly estimate: number
  readonly rating: number | null
  readonly nClips: number
  readonly faceShare: number
}

export interface ExternalStatistic {
  readonly name: string
  readonly statistic: Statistic
}

const required = { required: true } as const

/** Stand beside every estimate and every number: which head, of what, from where. */
function headColumns<Row>(card: HeadCard): Column<Row>[] {
  const text = (name: string, description: string, value: string): Column<Row> => ({
    ...{ name, type: 'string', description, constraints: required, value: () => value },
  })
  return [
    text('scale', 'Id of the clinical scale.', card.scale.id),
    text('item', 'Id of the item within the scale.', card.item.id),
    text('head_sha256', 'SHA-256 of the ONNX file of the head.', card.weights.sha256),
    text('pack_id', 'Model pack that turned the video into numbers.', card.pack.id),
    text('pack_version', 'Version of the pack.', card.pack.version),
    text('weights_sha256', 'SHA-256 of the manifest of the pack.', card.pack.sha256),
    text(
      'trained_on',
      'What the head was trained on, in one sentence; head_validation.csv has no rows where that is this study.',
      card.trainedOn,
    ),
    {
      ...{ name: 'n_train_patients', type: 'integer', constraints: { required: true, minimum: 1 } },
      description: 'How many patients it learnt from.',
      value: () => card.nPatients,
    },
    {
      ...{ name: 'synthetic', type: 'boolean', constraints: required },
      description: 'True when any rating that the head learnt from was made up for demonstration.',
      value: () => card.synthetic,
    },
  ]
}

export interface AppliedHeadData {
  readonly card: HeadCard
  readonly rows: readonly AppliedHeadRow[]
  readonly statistics: readonly ExternalStatistic[]
  readonly appVersion: string
}

/** One row a session with a face. */
export function appliedHeadTable({ card, rows, appVersion }: AppliedHeadData): Table<AppliedHeadRow> {
  const range = { minimum: card.item.min, maximum: card.item.max }
  return {
    fileName: 'head_estimates.csv',
    title: 'Estimates by a head from a file',
    description:
      'One row per session: what a head that was fitted elsewhere estimates. Estimates of models are not measurements.',
    columns: [
      ...visitColumns,
      {
        ...{ name: 'estimate', type: 'number', constraints: { required: true, ...range } },
        description: `Estimate of ${card.item.name}, cut to the range of the item; not a measurement.`,
        value: ({ estimate }) => estimate,
      },
      {
        ...{ name: 'rating', type: 'number', constraints: range },
        description:
          'Mean over the raters of the session who had not seen estimates of it; empty where there is none.',
        value: ({ rating }) => rating,
      },
      {
        ...{ name: 'n_clips', type: 'integer', constraints: { required: true, minimum: 1 } },
        description: 'Clips with a face that the estimate is made from.',
        value: ({ nClips }) => nClips,
      },
      {
        ...{ name: 'face_coverage_pct', type: 'number', constraints: { minimum: 0, maximum: 100 } },
        description: 'Percentage of the sampled frames that show a face.',
        value: ({ faceShare }) => 100 * faceShare,
      },
      ...headColumns<AppliedHeadRow>(card),
      appVersionColumn(appVersion),
    ],
    primaryKey: ['participant_id', 'session_id'],
    rows,
  }
}

/** One row a statistic of the external validation; none where nothing here is rated. */
export function externalValidationTable({
  card,
  statistics,
  appVersion,
}: AppliedHeadData): Table<ExternalStatistic> {
  const end = (
    name: string,
    description: string,
    value: (statistic: Statistic) => number | null,
  ): Column<ExternalStatistic> => ({
    ...{ name, type: 'number', description, value: ({ statistic }) => value(statistic) },
  })
  const count = (
    name: string,
    description: string,
    value: (statistic: Statistic) => number,
  ): Column<ExternalStatistic> => ({
    ...{ name, type: 'integer', description, constraints: { required: true, minimum: 0 } },
    value: ({ statistic }) => value(statistic),
  })
  return {
    fileName: 'head_validation.csv',
    title: 'External validation of a head',
    description:
      'One row per statistic: how the estimates of a head that was fitted in another study meet the ratings of this one.',
    columns: [
      {
        ...{ name: 'statistic', type: 'string', constraints: required },
        description:
          'mae: mean absolute error; baseline_mae: of the mean rating of the other patients here; q2: 1 minus the sum of squared errors over that of the same mean; pcc: correlation of estimate and rating; calibration_slope: of rating on estimate, 1 where a point of one is a point of the other; bias, lower_limit, upper_limit: mean of estimate minus rating, and limits of agreement.',
        value: ({ name }) => name,
      },
      end('value', 'Its value; empty where it is not defined.', ({ value }) => value),
      end('ci_low', 'Lower end of its interval; empty where there is none.', ({ ciLow }) => ciLow),
      end('ci_high', 'Upper end of its interval; empty where there is none.', ({ ciHigh }) => ciHigh),
      end('ci_level', 'Level of the interval.', ({ level }) => level),
      {
        ...{ name: 'interval_method', type: 'string', constraints: required },
        description: 'How the interval was made, or why there is none.',
        value: ({ statistic }) => statistic.method,
      },
      count('n_patients', 'Patients here that it rests on.', ({ nPatients }) => nPatients),
      count('n_sessions', 'Sessions of these patients.', ({ nSessions }) => nSessions),
      ...headColumns<ExternalStatistic>(card),
      appVersionColumn(appVersion),
    ],
    primaryKey: ['statistic'],
    rows: statistics,
  }
}

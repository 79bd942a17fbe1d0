import type { PermutationTest, SeverityMetrics, SeverityModel, Statistic } from '#shared/domain/severity.ts'
import type { Column, Table } from './csv-table.ts'
import type { ScoreData } from '../export-data.ts'
import { appVersionColumn } from './symptom-csv.ts'
import { flowColumns, originColumns, planningColumns, verdictColumns } from './validated-model-columns.ts'

/** In the order that they are to be read in: what a model is judged by first, correlations last. A null was not computed when it was fitted. */
const statistics = [
  { name: 'mae', read: ({ mae }: SeverityMetrics) => mae },
  { name: 'q2', read: ({ q2 }: SeverityMetrics) => q2 },
  { name: 'mae_gain', read: ({ maeGain }: SeverityMetrics) => maeGain },
  { name: 'concordance', read: ({ concordance }: SeverityMetrics) => concordance },
  { name: 'means_q2', read: ({ parts }: SeverityMetrics) => parts?.meansQ2 ?? null },
  { name: 'changes_q2', read: ({ parts }: SeverityMetrics) => parts?.changesQ2 ?? null },
  { name: 'change_order', read: ({ parts }: SeverityMetrics) => parts?.changeOrder ?? null },
  { name: 'baseline_mae', read: ({ baselineMae }: SeverityMetrics) => baselineMae },
  { name: 'rmse', read: ({ rmse }: SeverityMetrics) => rmse },
  { name: 'baseline_rmse', read: ({ baselineRmse }: SeverityMetrics) => baselineRmse },
  { name: 'bias', read: ({ blandAltman }: SeverityMetrics) => blandAltman.bias },
  { name: 'lower_limit', read: ({ blandAltman }: SeverityMetrics) => blandAltman.lowerLimit },
  { name: 'upper_limit', read: ({ blandAltman }: SeverityMetrics) => blandAltman.upperLimit },
  { name: 'pcc', read: ({ pcc }: SeverityMetrics) => pcc },
  { name: 'ccc', read: ({ ccc }: SeverityMetrics) => ccc },
  { name: 'spearman', read: ({ spearman }: SeverityMetrics) => spearman },
] as const

type StatisticName = (typeof statistics)[number]['name']

/** Between these lies a correlation in 95 of 100 permutations: without them it says nothing. */
const nullRanges: Partial<Record<StatisticName, (test: PermutationTest) => [number, number] | null>> = {
  pcc: ({ pccRange }) => pccRange,
  ccc: ({ cccRange }) => cccRange,
  spearman: ({ spearmanRange }) => spearmanRange,
}

/** One statistic of one model's validation. */
export interface ValidationRow {
  readonly model: SeverityModel
  readonly name: StatisticName
  readonly statistic: Statistic
}

function rangeOf({ model, name }: ValidationRow): [number, number] | null {
  const test = model.metrics.permutation
  return test === null ? null : (nullRanges[name]?.(test) ?? null)
}

/** The test is of Q². */
function testOf({ model, name }: ValidationRow): PermutationTest | null {
  return name === 'q2' ? model.metrics.permutation : null
}

/** The permutations that anything in this row comes from. */
function permutationsOf(row: ValidationRow): PermutationTest | null {
  return testOf(row) ?? (rangeOf(row) === null ? null : row.model.metrics.permutation)
}

const required = { required: true } as const

const modelColumns: readonly Column<ValidationRow>[] = [
  {
    name: 'model_id',
    type: 'string',
    description: 'Severity model within this study, as in symptom_scores_long.csv.',
    constraints: { required: true, pattern: 'model-[1-9][0-9]*' },
    value: ({ model }) => `model-${model.id}`,
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
    description: 'Id of the item or total within the scale.',
    constraints: required,
    value: ({ model }) => model.itemId,
  },
  {
    name: 'item_name',
    type: 'string',
    description: 'Name of the item or total.',
    constraints: required,
    value: ({ model }) => model.itemName,
  },
  {
    name: 'target',
    type: 'string',
    description:
      'Whether the model was fitted to ratings of one item, or to a total or subscale of visits in which a rater rated every item of it.',
    constraints: { required: true, enum: ['item', 'total'] },
    value: ({ model }) => (model.totalOf === undefined ? 'item' : 'total'),
  },
  {
    name: 'validation',
    type: 'string',
    description:
      'How the model was validated: every patient, with all visits, by a model of the other patients.',
    constraints: { required: true, enum: ['leave-one-patient-out'] },
    value: () => 'leave-one-patient-out',
  },
]

const statisticColumns: readonly Column<ValidationRow>[] = [
  {
    name: 'statistic',
    type: 'string',
    description:
      'mae, rmse: errors of the model; baseline_mae, baseline_rmse: of guessing the mean of the other patients. q2: 1 minus the sum of squared errors over that of the same guess. mae_gain: MAE of the guess, less that of the model. concordance: share of pairs of visits of two patients that a model which saw neither puts in the rated order, 0.5 is no order. means_q2: q2 of patients’ means; changes_q2: of the change between two visits of one patient, against no change; change_order: share of changed ratings whose direction the estimates follow, 0.5 is chance. bias, lower_limit, upper_limit: mean of estimate minus rating, and limits of agreement. pcc, ccc, spearman: correlations of the pooled held-out estimates.',
    constraints: { required: true, enum: statistics.map(({ name }) => name) },
    value: ({ name }) => name,
  },
  {
    name: 'value',
    type: 'number',
    description: 'Its value, errors in points of the item; empty where it is not defined.',
    value: ({ statistic }) => statistic.value,
  },
  {
    name: 'ci_low',
    type: 'number',
    description: 'Lower end of its confidence interval; empty where there is none, method says why.',
    value: ({ statistic }) => statistic.ciLow,
  },
  {
    name: 'ci_high',
    type: 'number',
    description: 'Upper end of its confidence interval; empty where there is none.',
    value: ({ statistic }) => statistic.ciHigh,
  },
  {
    name: 'ci_level',
    type: 'number',
    description: 'Level of the interval; empty where there is none.',
    constraints: { minimum: 0, maximum: 1 },
    value: ({ statistic }) => statistic.level,
  },
  {
    name: 'interval_method',
    type: 'string',
    description: 'How the interval was made, or why there is none.',
    constraints: required,
    value: ({ statistic }) => statistic.method,
  },
  {
    name: 'seed',
    type: 'integer',
    description: 'Seed of the resamples that the interval was made from; empty where none were drawn.',
    value: ({ statistic }) => statistic.seed,
  },
  {
    name: 'warning',
    type: 'string',
    description:
      'What is known to be wrong with the value or its interval, to be reported with it; empty for nothing known.',
    value: ({ statistic }) => statistic.warning,
  },
  {
    name: 'n_patients',
    type: 'integer',
    description: 'Patients that the statistic rests on.',
    constraints: { required: true, minimum: 0 },
    value: ({ statistic }) => statistic.nPatients,
  },
  {
    name: 'n_sessions',
    type: 'integer',
    description: 'Sessions of these patients, one point each.',
    constraints: { required: true, minimum: 0 },
    value: ({ statistic }) => statistic.nSessions,
  },
]

const permutationColumns: readonly Column<ValidationRow>[] = [
  {
    name: 'p',
    type: 'number',
    description:
      'Of q2: share of permutations, the study itself counted in, in which exchanging the ratings of whole patients gives at least as much; empty for all others.',
    constraints: { minimum: 0, maximum: 1 },
    value: (row) => testOf(row)?.p ?? null,
  },
  {
    name: 'p_adjusted',
    type: 'number',
    description: 'The same, adjusted over the items that were fitted together (Westfall & Young, maxT).',
    constraints: { minimum: 0, maximum: 1 },
    value: (row) => testOf(row)?.pAdjusted ?? null,
  },
  {
    name: 'p_items',
    type: 'integer',
    description: 'How many items p_adjusted is adjusted over.',
    constraints: { minimum: 1 },
    value: (row) => testOf(row)?.nItems ?? null,
  },
  {
    name: 'null_low',
    type: 'number',
    description:
      'Of correlations: lower end of the range in which 95 of 100 permutations lie. It is not around 0, and a correlation within it says nothing.',
    value: (row) => rangeOf(row)?.[0] ?? null,
  },
  {
    name: 'null_high',
    type: 'number',
    description: 'Upper end of the same range.',
    value: (row) => rangeOf(row)?.[1] ?? null,
  },
  {
    name: 'permutations',
    type: 'integer',
    description: 'How many permutations of whole patients through the whole nested procedure.',
    constraints: { minimum: 1 },
    value: (row) => permutationsOf(row)?.permutations ?? null,
  },
  {
    name: 'permutation_seed',
    type: 'integer',
    description: 'Seed of the permutations.',
    value: (row) => permutationsOf(row)?.seed ?? null,
  },
]

/** One row per model and statistic, models in the order of their estimates. */
export function validationTable({ reports, appVersion }: ScoreData): Table<ValidationRow> {
  return {
    fileName: 'validation.csv',
    title: 'Validation of the severity models',
    description:
      'One row per severity model and statistic: how well the estimates of patients that the model had not seen meet their ratings, with interval, method and what is known to be wrong with it.',
    columns: [
      ...modelColumns,
      ...statisticColumns,
      ...permutationColumns,
      ...verdictColumns,
      ...planningColumns,
      ...flowColumns,
      ...originColumns,
      appVersionColumn(appVersion),
    ],
    primaryKey: ['model_id', 'statistic'],
    rows: reports.flatMap(({ model }) =>
      statistics.flatMap(({ name, read }) => {
        const statistic = read(model.metrics)
        return statistic === null ? [] : [{ model, name, statistic }]
      }),
    ),
  }
}

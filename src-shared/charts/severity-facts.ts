import { countOf, formatCorrelation, formatNumber, formatP, formatStatistic } from './statistic-text.ts'
import { smallestDetectableCorrelation } from '../domain/cohort-size.ts'
import { testText } from '../domain/head-kind.ts'
import type { SeverityMetrics, SeverityModel, Statistic } from '../domain/severity.ts'

interface NamedStatistic {
  readonly name: string
  readonly statistic: Statistic
}

/** One number of a severity model as it is shown, with how it was made. */
export interface SeverityFact {
  readonly name: string
  readonly text: string
  readonly note: string
}

/** What a model must be judged by comes first. */
function errorsOf(metrics: SeverityMetrics): NamedStatistic[] {
  const { maeGain, q2, concordance, parts, mae, baselineMae, rmse, baselineRmse } = metrics
  const rows: [string, Statistic | null][] = [
    ['MAE', mae],
    ['Q²', q2],
    ['Gain over baseline (MAE)', maeGain],
    ['Concordance c', concordance],
    ['Q² of patients’ means', parts?.meansQ2 ?? null],
    ['Q² of change within patients', parts?.changesQ2 ?? null],
    ['Direction of change within patients', parts?.changeOrder ?? null],
    ['Baseline MAE', baselineMae],
    ['RMSE', rmse],
    ['Baseline RMSE', baselineRmse],
  ]
  return rows.flatMap(([name, statistic]) => (statistic === null ? [] : [{ name, statistic }]))
}

type Correlation = NamedStatistic & { readonly range: readonly [number, number] | null }

/** Correlations come last, beside what they are where there is no relation. */
function correlationsOf({ pcc, ccc, spearman, permutation }: SeverityMetrics): Correlation[] {
  return [
    { name: 'PCC', statistic: pcc, range: permutation?.pccRange ?? null },
    { name: 'CCC', statistic: ccc, range: permutation?.cccRange ?? null },
    { name: 'Spearman', statistic: spearman, range: permutation?.spearmanRange ?? null },
  ]
}

/** All of them, for what is known to be wrong with any. */
export function severityStatistics(metrics: SeverityMetrics): NamedStatistic[] {
  return [
    ...errorsOf(metrics),
    ...correlationsOf(metrics).map(({ name, statistic }) => ({ name, statistic })),
  ]
}

/** What p is of. */
export function testNote({
  head,
  metrics: { permutation },
}: Pick<SeverityModel, 'head' | 'metrics'>): string {
  if (permutation === null) return 'Fitted before there was a permutation test: fit again for one.'
  return testText(head, permutation)
}

const DETECTABLE =
  'The correlation of estimates and ratings, on patients that neither saw before, that a study of so many patients finds in four of five cases'

/** Every number of a model in the one order in which window and report give them. */
export function severityFacts(model: Pick<SeverityModel, 'head' | 'metrics' | 'nPatients'>): SeverityFact[] {
  const { metrics, nPatients } = model
  const { permutation } = metrics
  const note = testNote(model)
  // With every result, also where a study is large enough not to be called a feasibility result.
  const detectable = smallestDetectableCorrelation(nPatients)
  return [
    ...errorsOf(metrics).map(({ name, statistic }) => ({
      ...{ name, text: formatStatistic(statistic), note: statistic.method },
    })),
    ...(permutation === null
      ? []
      : [
          { name: 'p', text: formatP(permutation.p), note },
          {
            ...{ name: `p over ${countOf(permutation.nItems, 'item')}` },
            ...{ text: formatP(permutation.pAdjusted), note },
          },
        ]),
    ...(detectable === null
      ? []
      : [{ name: 'Smallest detectable correlation', text: formatNumber(detectable, 2), note: DETECTABLE }]),
    ...correlationsOf(metrics).map(({ name, statistic, range }) => ({
      ...{ name, text: formatCorrelation(statistic, range), note: statistic.method },
    })),
  ]
}

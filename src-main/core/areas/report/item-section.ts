import { headWords, settingsText } from '#shared/domain/head-kind.ts'
import { blandAltmanOption } from '#shared/charts/bland-altman-option.ts'
import { pairedScatterOption, severityScatter } from '#shared/charts/estimate-scatter-option.ts'
import { paperTheme } from '#shared/charts/paper-theme.ts'
import { baselineFinding, limitsFinding, severityFinding } from '#shared/charts/severity-finding.ts'
import {
  formatBasis,
  formatCorrelation,
  formatNumber,
  formatP,
  formatStatistic,
  formatWarnings,
} from '#shared/charts/statistic-text.ts'
import { feasibilityNote, smallestDetectableCorrelation } from '#shared/domain/cohort-size.ts'
import { ceilingSentence } from '#shared/domain/human-ceiling.ts'
import { flowSentence } from '#shared/domain/patient-flow.ts'
import { planningSentence } from '#shared/domain/protocol.ts'
import type { SeverityMetrics, SeverityReport, Statistic } from '#shared/domain/severity.ts'
import { figure } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, paragraphs, table } from './html.ts'
import type { Html } from './html.ts'
import { scaleTitle } from './report-data.ts'
import type { ReportData } from './report-data.ts'

const size = { width: 360, height: 300 }

interface Shown {
  readonly name: string
  readonly statistic: Statistic
  readonly text: string
}

/** What a model is judged by first, correlations last and beside their permutation range. */
function statisticsOf(metrics: SeverityMetrics): Shown[] {
  const { mae, q2, maeGain, concordance, parts, baselineMae, rmse, permutation } = metrics
  const errors: [string, Statistic | null][] = [
    ['MAE', mae],
    ['Q²', q2],
    ['Gain in MAE', maeGain],
    ['Concordance c', concordance],
    ['Q² of patients’ means', parts?.meansQ2 ?? null],
    ['Q² of change within patients', parts?.changesQ2 ?? null],
    ['Direction of change within patients', parts?.changeOrder ?? null],
    ['MAE of the baseline', baselineMae],
    ['RMSE', rmse],
  ]
  const correlations: [string, Statistic, [number, number] | null][] = [
    ['PCC', metrics.pcc, permutation?.pccRange ?? null],
    ['CCC', metrics.ccc, permutation?.cccRange ?? null],
    ['Spearman', metrics.spearman, permutation?.spearmanRange ?? null],
  ]
  return [
    ...errors.flatMap(([name, statistic]) =>
      statistic === null ? [] : [{ name, statistic, text: formatStatistic(statistic) }],
    ),
    ...correlations.map(([name, statistic, range]) => ({
      ...{ name, statistic, text: formatCorrelation(statistic, range) },
    })),
  ]
}

/** One fitted item: what may be said of it, figures, numbers and where they come from. */
export function itemSection(report: SeverityReport, data: ReportData, draw: DrawSvg): Html {
  const { model, points } = report
  const { metrics, min, max, nPatients } = model
  const scatter = severityScatter({ model, points })
  const named = statisticsOf(metrics)
  const ceiling = data.ceilings.find(
    ({ scaleId, itemId }) => scaleId === model.scaleId && itemId === model.itemId,
  )
  const { permutation } = metrics
  const test =
    permutation === null
      ? []
      : [
          ['p of Q²', formatP(permutation.p)],
          [`p over ${String(permutation.nItems)} items`, formatP(permutation.pAdjusted)],
        ]
  const detectable = smallestDetectableCorrelation(nPatients)
  const difference = {
    ...{ points: scatter.points, statistics: metrics.blandAltman, min, max, yIsEstimate: true },
    ...{ against: 'rating' as const, differenceName: 'Estimate minus rating (points)' },
  }
  const rows = [
    ...named.map(({ name, text }) => [name, text]),
    ...test,
    ...(detectable === null
      ? []
      : [['Smallest correlation that so many patients find', formatNumber(detectable, 2)]]),
    ['Head', `${headWords[model.head].title}: ${settingsText(model.settings)}`],
  ]
  const basis = `One mark a visit. ${formatBasis(metrics.q2)}`
  const made = model.synthetic ? ' Ratings are synthetic.' : ''
  return markup`<section class="item">
    <h3>
      ${model.itemName} (${scaleTitle(data, model.scaleId)})
      <span class="estimate">estimate, not a measurement</span>
    </h3>
    ${paragraphs([baselineFinding(metrics), planningSentence(model.planning), feasibilityNote(nPatients) ?? ''])}
    <div class="pair">
      ${figure({ title: severityFinding(metrics), caption: `${basis}${made}`, option: pairedScatterOption(scatter, paperTheme), size }, draw)}
      ${figure({ title: limitsFinding(metrics.blandAltman), caption: `Against the rating. Solid line bias, dashed lines limits of agreement, grey bands their intervals.${made}`, option: blandAltmanOption(difference, paperTheme), size }, draw)}
    </div>
    ${table({ title: `${model.itemName}: validation on ${String(nPatients)} patients with ${String(model.nSessions)} visits, 95 % intervals in brackets`, heads: ['Statistic', 'Value'], rows })}
    ${paragraphs([
      formatWarnings([...named, { name: 'bias', statistic: metrics.blandAltman.bias }]),
      metrics.flow === null ? '' : flowSentence(metrics.flow),
      ceiling === undefined ? '' : (ceilingSentence(ceiling) ?? ''),
      model.trainedOn,
    ])}
  </section>`
}

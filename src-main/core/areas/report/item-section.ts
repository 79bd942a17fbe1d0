import { headWords, settingsText } from '#shared/domain/head-kind.ts'
import { blandAltmanOption } from '#shared/charts/bland-altman-option.ts'
import { pairedScatterOption, severityScatter } from '#shared/charts/estimate-scatter-option.ts'
import { paperTheme } from '#shared/charts/paper-theme.ts'
import { baselineFinding, limitsFinding, severityFinding } from '#shared/charts/severity-finding.ts'
import { severityFacts, severityStatistics } from '#shared/charts/severity-facts.ts'
import { formatBasis, formatWarnings } from '#shared/charts/statistic-text.ts'
import { feasibilityNote } from '#shared/domain/cohort-size.ts'
import { ceilingSentence } from '#shared/domain/human-ceiling.ts'
import { flowSentence } from '#shared/domain/patient-flow.ts'
import { planningSentence } from '#shared/domain/protocol.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import { checksSection } from './checks-section.ts'
import { figure } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, paragraphs, table } from './html.ts'
import type { Html } from './html.ts'
import { scaleTitle } from './report-data.ts'
import type { ReportData } from './report-data.ts'

const size = { width: 360, height: 300 }

/** One fitted item: what may be said of it, figures, numbers and where they come from. */
export function itemSection(report: SeverityReport, data: ReportData, draw: DrawSvg): Html {
  const { model, points } = report
  const { metrics, min, max, nPatients } = model
  const scatter = severityScatter({ model, points })
  const ceiling = data.ceilings.find(
    ({ scaleId, itemId }) => scaleId === model.scaleId && itemId === model.itemId,
  )
  const difference = {
    ...{ points: scatter.points, statistics: metrics.blandAltman, min, max, yIsEstimate: true },
    ...{ against: 'rating' as const, differenceName: 'Estimate minus rating (points)' },
  }
  const rows = [
    ...severityFacts(model).map(({ name, text }) => [name, text]),
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
      formatWarnings([...severityStatistics(metrics), { name: 'bias', statistic: metrics.blandAltman.bias }]),
      metrics.flow === null ? '' : flowSentence(metrics.flow),
      ceiling === undefined ? '' : (ceilingSentence(ceiling) ?? ''),
      model.trainedOn,
    ])}
    ${checksSection(model, data, draw)}
  </section>`
}

import { forestFinding, forestHeight, forestOption, forestPlot } from '#shared/charts/forest-option.ts'
import { paperTheme } from '#shared/charts/paper-theme.ts'
import { formatP, formatStatistic } from '#shared/charts/statistic-text.ts'
import { counted } from '#shared/counted.ts'
import { flowSteps } from '#shared/domain/patient-flow.ts'
import { planningWord } from '#shared/domain/protocol.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import type { BaselineVerdict, SeverityModel } from '#shared/domain/severity.ts'
import { figure, reportDocument } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, list, nothing, paragraphs, table } from './html.ts'
import type { Html } from './html.ts'
import { itemSection } from './item-section.ts'
import { citedWorks, methodsParagraphs } from './methods.ts'
import { isSynthetic, scaleTitle } from './report-data.ts'
import type { ReportData } from './report-data.ts'
import { plannedSection } from './planned-section.ts'
import { ratingsSection } from './ratings-section.ts'
import { checklist } from './tripod.ts'

const verdicts: Readonly<Record<BaselineVerdict, string>> = {
  better: 'better',
  related: 'related',
  'not-clear': 'not clear',
}

/** With its scale where there are several. */
function named(data: ReportData, { itemName, scaleId }: SeverityModel): string {
  const scales = new Set(data.reports.map(({ model }) => model.scaleId))
  return scales.size < 2 ? itemName : `${itemName} (${scaleTitle(data, scaleId)})`
}

function overview(data: ReportData, draw: DrawSvg): Html {
  const models = data.reports.map(({ model }) => model)
  if (models.length === 0)
    return markup`<h2>Result</h2>
      <p>No severity model has been fitted in this study.</p>`
  const plot = forestPlot(models, (scaleId) => scaleTitle(data, scaleId))
  const made = isSynthetic(data) ? ' Ratings are synthetic.' : ''
  return markup`<h2>All fitted items</h2>
    ${figure(
      {
        title: forestFinding(plot),
        caption: `Q² of patients the model never saw, with its 95 % interval; 0 is guessing the mean of the other patients, and below it nothing is claimed.${made}`,
        option: forestOption(plot, paperTheme),
        size: { width: 740, height: forestHeight(plot) },
      },
      draw,
    )}
    ${table({
      title: `Validation of every item that was fitted.${made}`,
      heads: ['Item', 'Patients', 'Visits', 'MAE', 'Q²', 'c', 'p', 'p adjusted', 'Verdict', 'Planned'],
      numbers: [1, 2, 3, 4, 5, 6, 7],
      rows: models.map((model) => {
        const { mae, q2, concordance, permutation } = model.metrics
        return [
          ...[named(data, model), String(model.nPatients), String(model.nSessions)],
          ...[formatStatistic(mae), formatStatistic(q2)],
          concordance === null ? '–' : formatStatistic(concordance),
          permutation === null ? '–' : formatP(permutation.p),
          permutation === null ? '–' : formatP(permutation.pAdjusted),
          verdicts[baselineVerdict(model.metrics)],
          planningWord(model.planning),
        ]
      }),
    })}`
}

const flowHeads = [
  'Rated on the scale',
  'On the item',
  'Ratings that count',
  'With a clip',
  'Predicted',
  'Used: with a face',
]

function flow(data: ReportData): Html {
  const known = data.reports.flatMap(({ model }) =>
    model.metrics.flow === null ? [] : [{ model, flow: model.metrics.flow }],
  )
  if (known.length === 0) return nothing
  return markup`<h2>Patients</h2>
    ${table({
      title: 'Flow of patients: patients (visits) that are left at each step.',
      heads: ['Item', ...flowHeads],
      numbers: [1, 2, 3, 4, 5, 6],
      rows: known.map(({ model, flow: counts }) => [
        named(data, model),
        ...flowSteps.map((step) => `${String(counts[step].nPatients)} (${String(counts[step].nSessions)})`),
      ]),
    })}`
}

function ceilings(data: ReportData): Html {
  if (data.ceilings.length === 0) return nothing
  return markup`<h2>Agreement of raters</h2>
    ${table({
      title: 'The two raters with most visits in common, item by item; 95 % intervals in brackets.',
      heads: ['Item', 'Raters', 'ICC(2,1)', 'Patients', 'Visits'],
      numbers: [2, 3, 4],
      rows: data.ceilings.map(({ scaleId, itemId, pair, icc }) => [
        `${data.scales.find(({ id }) => id === scaleId)?.items.find(({ id }) => id === itemId)?.name ?? itemId} (${scaleTitle(data, scaleId)})`,
        `${pair.raterA}, ${pair.raterB}`,
        ...[formatStatistic(icc), String(icc.nPatients), String(icc.nSessions)],
      ]),
    })}`
}

const limits = [
  'Every model was fitted and judged on one study. How it does at another place, with another camera or with other patients is not known.',
  'Which items, packs and settings were tried before the ones shown here is not known to this report.',
  'An interval says how much chance there is in who was studied; it says nothing of a bias in the ratings or in who took part.',
  'Medication, its side effects, light and camera change what a face shows and are not taken into account.',
]

function tripod(data: ReportData): Html {
  const items = checklist(data)
  const open = items.filter(({ known }) => known === null).length
  return markup`<h2>TRIPOD+AI</h2>
    ${table({
      title: `The statement’s items in our own words, filled as far as the program knows; ${counted(open, 'item')} open.`,
      heads: ['Item', 'Asks for', 'In this study'],
      widths: [7, 38, 55],
      rows: items.map(({ number, asks, known }) => [
        number,
        asks,
        known === null ? markup`<span class="open">open: to be said by the authors</span>` : known,
      ]),
    })}`
}

export function provenance(data: ReportData): Html {
  const models = data.reports.map(({ model }) => model)
  const packs = new Map(
    models.map(({ packId, packVersion, packSha256 }) => [packSha256, `${packId} ${packVersion}`]),
  )
  return markup`<h2>Where it comes from</h2>
    ${table({
      title: 'To be kept with the report.',
      heads: ['What', 'Which'],
      rows: [
        ['Program', `EmoCLIP Studio ${data.appVersion}`],
        ['Made', data.createdUtc],
        ...[...packs].map(([sha256, name]) => [`Pack ${name}`, markup`<span class="hash">${sha256}</span>`]),
        ['Data of this report', markup`<span class="hash">${data.sha256}</span>`],
      ],
    })}
    <p class="what">
      Hashes are SHA-256: of the pack’s manifest, which holds the hash of every file of its weights, and of
      the ratings, visits, models and estimates that this report is made from.
    </p>`
}

/** The whole study in one document. */
export function studyReport(data: ReportData, draw: DrawSvg): string {
  const patients = new Set(data.sessions.map(({ patientCode }) => patientCode)).size
  return reportDocument({
    title: `${data.title}: severity estimated from video`,
    subtitle: `${counted(patients, 'patient')}, ${counted(data.sessions.length, 'visit')}; ${data.createdUtc.slice(0, 10)}; EmoCLIP Studio ${data.appVersion}`,
    synthetic: isSynthetic(data),
    sections: [
      overview(data, draw),
      markup`<h2>Methods</h2>
        ${paragraphs(methodsParagraphs(data))}`,
      flow(data),
      ...(data.reports.length === 0 ? [] : [markup`<h2>Items</h2>`]),
      ...data.reports.map((report) => itemSection(report, data, draw)),
      ratingsSection(data, draw),
      ceilings(data),
      plannedSection(data),
      markup`<h2>Limits</h2>
        ${list(limits)}`,
      tripod(data),
      provenance(data),
      markup`<h2>References</h2>
        ${list(citedWorks(data))}`,
    ],
  })
}

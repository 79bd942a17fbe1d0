import { counted } from '#shared/counted.ts'
import { primaryWords, planningSentence, planningWord, protocolName } from '#shared/domain/protocol.ts'
import type { Protocol } from '#shared/domain/protocol.ts'
import { plannedOutcome, outcomeWords } from '#shared/domain/planned-outcome.ts'
import { protocolLines } from '#shared/domain/protocol-text.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import { markup, nothing, table } from './html.ts'
import type { Html } from './html.ts'
import { scaleTitle } from './report-data.ts'
import type { ReportData } from './report-data.ts'

const NONE =
  'No protocol was frozen in this program before fitting: read every result as explored, not as planned.'

/** How many of the results were planned. */
function summary(models: readonly SeverityModel[]): string {
  const planned = models.filter(({ planning }) => planningWord(planning) === 'planned').length
  if (planned === models.length) return 'All results here are as planned.'
  const explored = models.length - planned
  const rest = 'read it as explored: it suggests, and confirms nothing.'
  const others = 'read them as explored: they suggest, and confirm nothing.'
  const left = `${counted(explored, 'result')} ${explored === 1 ? `is not: ${rest}` : `are not: ${others}`}`
  return planned === 0
    ? `None of the results here is as planned: ${others}`
    : `${counted(planned, 'result')} here ${planned === 1 ? 'is' : 'are'} as planned; ${left}`
}

function whatBecame(data: ReportData): Html {
  const models = data.reports.map(({ model }) => model)
  if (models.length === 0) return nothing
  return table({
    title: 'What became of it: every model, and why it is not as planned where it is not.',
    heads: ['Item', 'Planned', 'By', 'By the protocol'],
    widths: [24, 12, 46, 18],
    rows: models.map((model) => [
      `${model.itemName} (${scaleTitle(data, model.scaleId)})`,
      ...[planningWord(model.planning), planningSentence(model.planning)],
      outcomeWords[plannedOutcome(model)],
    ]),
  })
}

/** A planned item that no model in use answers. */
function unanswered({ content, sha256, amendedBy }: Protocol, { reports }: ReportData): string[] {
  if (amendedBy !== null) return []
  return content.items
    .filter(
      ({ id }) =>
        !reports.some(
          ({ model }) =>
            model.itemId === id &&
            model.planning.protocol?.sha256 === sha256 &&
            planningWord(model.planning) === 'planned',
        ),
    )
    .map(({ name }) => name)
}

function protocolPart(protocol: Protocol, data: ReportData): Html {
  const missing = unanswered(protocol, data)
  const left =
    missing.length === 0
      ? nothing
      : markup`<p>Planned, and without a planned model among the results here: ${missing.join(', ')}.</p>`
  return markup`${table({
    title: `${protocolName({ ...protocol.content, sha256: protocol.sha256 })}: ${protocol.content.title}. Primary: ${primaryWords[protocol.content.primary]}.`,
    heads: ['What', 'Planned'],
    widths: [20, 80],
    rows: protocolLines(protocol).map(({ name, text }) => [
      name,
      name === 'SHA-256' ? markup`<span class="hash">${text}</span>` : text,
    ]),
  })}
  ${left}`
}

/** The protocols with hash and date, and every deviation. */
export function plannedSection(data: ReportData): Html {
  const models = data.reports.map(({ model }) => model)
  if (data.protocols.length === 0)
    return markup`<h2>Planned and explored</h2>
      <p>${NONE}</p>`
  return markup`<h2>Planned and explored</h2>
    ${models.length === 0 ? nothing : markup`<p>${summary(models)}</p>`} ${whatBecame(data)}
    ${data.protocols.map((protocol) => protocolPart(protocol, data))}`
}

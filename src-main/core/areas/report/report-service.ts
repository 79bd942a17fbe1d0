import { createHash } from 'node:crypto'
import type { CorrelationMatrix } from '#shared/domain/correlation-matrix.ts'
import { pairWithMostVisits } from '#shared/domain/human-ceiling.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import type { LibraryService } from '../library/service.ts'
import type { ScaleService, ScoreService } from '../rating/service.ts'
import type { ProtocolService } from '../protocol/service.ts'
import type { CorrelationService, SeverityService } from '../severity/service.ts'
import { note } from '../study/noted.ts'
import type { NoteKeeper } from '../study/noted.ts'
import type { ItemCeiling, ReportData } from './report-data.ts'
import { patientReport } from './patient-report.ts'
import type { ReportService } from './service.ts'
import { studyReport } from './study-report.ts'

export interface ReportServiceDeps extends NoteKeeper {
  readonly environment: { readonly appVersion: string; readonly now?: () => Date }
  readonly library: Pick<LibraryService, 'summary' | 'sessions'>
  readonly scales: Pick<ScaleService, 'list'>
  readonly scores: Pick<ScoreService, 'ofScale'>
  readonly severity: Pick<SeverityService, 'inUse' | 'report' | 'agreement'>
  readonly correlations: CorrelationService
  readonly protocols: Pick<ProtocolService, 'list'>
}

type Read = Omit<ReportData, 'ceilings' | 'matrices' | 'sha256'>

/** Of each item that a model is of, else of every item that two raters scored. */
function itemsWithCeiling({ scales, reports }: Pick<Read, 'scales' | 'reports'>): [Scale, string][] {
  const fitted = new Set(reports.map(({ model }) => JSON.stringify([model.scaleId, model.itemId])))
  return scales.flatMap((scale) =>
    scale.items
      .filter(({ id }) => fitted.size === 0 || fitted.has(JSON.stringify([scale.id, id])))
      .map(({ id }): [Scale, string] => [scale, id]),
  )
}

function hashOf({ createdUtc: _, ...shown }: Omit<ReportData, 'sha256'>): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex')
}

/** Reports are made of what is stored, as the exported tables are; nothing is fitted for them. */
export function createReportService(deps: ReportServiceDeps): ReportService {
  const { environment, library, scales, scores, severity, correlations, protocols } = deps
  const { appVersion, now = () => new Date() } = environment

  /** At one moment, before the first wait. */
  const read = (): Read => {
    const reports = severity.inUse().map(({ id }) => severity.report(id))
    const all = scales.list().map((scale) => ({ scale, scores: scores.ofScale(scale.id) }))
    const used = all.filter(
      (of) => of.scores.length > 0 || reports.some(({ model }) => model.scaleId === of.scale.id),
    )
    return {
      title: library.summary().title,
      ...{ appVersion, createdUtc: now().toISOString(), sessions: library.sessions(), reports },
      scales: used.map(({ scale }) => scale),
      scores: used.flatMap((of): Score[] => of.scores),
      protocols: protocols.list(),
    }
  }

  /** One after the other: of two at a time the first would be given up. */
  const findCeilings = async (of: Read): Promise<ItemCeiling[]> => {
    const found: ItemCeiling[] = []
    for (const [{ id: scaleId }, itemId] of itemsWithCeiling(of)) {
      const pair = pairWithMostVisits(
        of.scores.filter((score) => score.scaleId === scaleId),
        itemId,
      )
      const agreement =
        pair === null
          ? null
          : await severity.agreement({ scaleId, itemId, raterA: pair.raterA, raterB: pair.raterB })
      if (pair !== null && agreement !== null) found.push({ scaleId, itemId, pair, icc: agreement.icc21 })
    }
    return found
  }

  const findMatrices = async ({ scales: used }: Read): Promise<CorrelationMatrix[]> => {
    const found: CorrelationMatrix[] = []
    for (const { id: scaleId } of used) found.push(await correlations.matrix({ scaleId, against: null }))
    return found.filter(({ cells }) => cells.some(({ r }) => r !== null))
  }

  return {
    async make({ patientCode, by }) {
      const given = read()
      const ceilings = patientCode === null ? await findCeilings(given) : []
      const matrices = patientCode === null ? await findMatrices(given) : []
      const shown = { ...given, ceilings, matrices }
      const data: ReportData = { ...shown, sha256: hashOf(shown) }
      // ECharts is read when the first report is made, not with the program.
      const { drawSvg } = await import('./draw-svg.ts')
      const document =
        patientCode === null ? studyReport(data, drawSvg) : patientReport(data, patientCode, drawSvg)
      // Who is removed leaves no code in the journal.
      const label = `report of ${patientCode === null ? 'the study' : 'a patient'}`
      note(deps, { action: 'export.report', label, rater: by })
      return document
    },
  }
}

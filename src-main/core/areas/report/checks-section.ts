import {
  learningCaption,
  learningFinding,
  learningOption,
  learningPlot,
} from '#shared/charts/learning-option.ts'
import { paperTheme } from '#shared/charts/paper-theme.ts'
import {
  SUBGROUP_WARNING,
  choiceText,
  estimateText,
  hasChecks,
  influenceFinding,
  influenceRows,
} from '#shared/charts/severity-checks-text.ts'
import { counted } from '#shared/counted.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import { figure } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, nothing, paragraphs, table } from './html.ts'
import type { Html } from './html.ts'
import type { ReportData } from './report-data.ts'

const size = { width: 360, height: 240 }

/** Those without whom the error moves most; the others stand in the window and in the tables. */
const FARTHEST = 5

/** Of one fitted item: would more patients help, does one carry it, for whom does it hold, how settled is it. */
export function checksSection(model: SeverityModel, { sessions }: ReportData, draw: DrawSvg): Html {
  const { checks } = model.metrics
  if (!hasChecks(checks)) return nothing
  const learning = learningPlot(model)
  const codes = new Map(sessions.map(({ id, patientCode }) => [id, patientCode]))
  const influence = influenceRows(model).slice(0, FARTHEST)
  return markup`
    ${learning === null ? nothing : figure({ title: learningFinding(learning), caption: learningCaption(learning), option: learningOption(learning, paperTheme), size }, draw)}
    ${
      influence.length === 0
        ? nothing
        : table({
            title: `${model.itemName}: how far numbers move without one patient (${counted(influence.length, 'patient')} of ${String(checks.influence.length)}, the farthest first)`,
            heads: ['Without', 'Visits', 'MAE', 'MAE moves by', 'Q² moves by', 'c moves by'],
            rows: influence.map((row) => [
              ...[codes.get(row.sessionId) ?? '–', String(row.nSessions), row.mae],
              ...[row.maeMoved, row.q2Moved, row.concordanceMoved],
            ]),
            numbers: [1, 2, 3, 4, 5],
          })
    }
    ${paragraphs([influenceFinding(model)])}
    ${
      checks.subgroups.length === 0
        ? nothing
        : table({
            title: `${model.itemName}: errors by group, in points`,
            heads: ['Group', 'Patients', 'Visits', 'MAE [95 %]', 'Mean error [95 %]'],
            rows: checks.subgroups.map(({ byName, group, nPatients, nSessions, mae, meanError }) => [
              ...[`${byName}: ${group}`, String(nPatients), String(nSessions)],
              ...[estimateText(mae), estimateText(meanError)],
            ]),
            numbers: [1, 2, 3, 4],
          })
    }
    ${paragraphs([
      checks.subgroups.length === 0 ? '' : `${checks.subgroupMethod}. ${SUBGROUP_WARNING}`,
      checks.choice === null
        ? ''
        : `Setting, over the models that each left out one patient: ${choiceText(checks.choice)}`,
    ])}
  `
}

import { paperTheme } from '#shared/charts/paper-theme.ts'
import { formatNumber } from '#shared/charts/statistic-text.ts'
import { buildTrajectories } from '#shared/charts/trajectories.ts'
import { trajectoryFinding } from '#shared/charts/trajectory-finding.ts'
import { meanRating, trajectoryOption } from '#shared/charts/trajectory-option.ts'
import type { PatientTrajectory, TrajectoryPlot, TrajectoryVisit } from '#shared/charts/trajectory-option.ts'
import { counted } from '#shared/counted.ts'
import { measuresOf } from '#shared/domain/measures.ts'
import type { Measure } from '#shared/domain/measures.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { INTERVAL_METHOD } from '#shared/domain/severity.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import { AppError } from '#shared/errors.ts'
import { figure, reportDocument } from './document.ts'
import type { DrawSvg } from './document.ts'
import { markup, list, paragraphs, table } from './html.ts'
import type { Html } from './html.ts'
import { provenance } from './study-report.ts'
import type { ReportData } from './report-data.ts'

interface Course {
  readonly scale: Scale
  readonly measure: Measure
  readonly patient: PatientTrajectory
  /** That its estimates come from; null for none. */
  readonly report: SeverityReport | null
}

/** Of every item and total that this patient has a value of, estimates of the first model alone where several packs made some. */
function coursesOf(data: ReportData, patientCode: string): Course[] {
  return data.scales.flatMap((scale) => {
    const scores = data.scores.filter(({ scaleId }) => scaleId === scale.id)
    return measuresOf(scale).flatMap((measure): Course[] => {
      const report =
        data.reports.find(({ model }) => model.scaleId === scale.id && model.itemId === measure.id) ?? null
      const sessions = data.sessions.filter((session) => session.patientCode === patientCode)
      const [patient] = buildTrajectories({ sessions, scores, estimates: report?.estimates ?? [], measure })
      const hasAny = patient?.visits.some(({ ratings, estimate }) => ratings.length > 0 || estimate !== null)
      return patient === undefined || hasAny !== true ? [] : [{ scale, measure, patient, report }]
    })
  })
}

const points = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 1)

function estimateCell({ value, ciLow, ciHigh }: NonNullable<TrajectoryVisit['estimate']>): Html {
  const text = `${points(value)} [${points(ciLow)}, ${points(ciHigh)}]`
  return markup`<span class="estimate">${text}</span>`
}

/** Whether the models of the estimates had seen the patient, as those of visits without a rating have. */
function originOf({ patient, report }: Course): string {
  const ids = new Set(patient.visits.map(({ sessionId }) => sessionId))
  const shown = report?.estimates.filter(({ sessionId }) => ids.has(sessionId)) ?? []
  if (shown.length === 0) return ''
  const who = shown.every(({ heldOut }) => heldOut)
    ? 'by models that never saw this patient'
    : 'of rated visits by models that never saw this patient, of the others by the model of all patients'
  return ` Hollow marks are estimates, ${who}; dashed bars are their prediction intervals.`
}

function visitTable({ scale, measure, patient }: Course): Html {
  return table({
    title: `${measure.name} (${scale.shortTitle}, ${String(measure.min)} to ${String(measure.max)})`,
    heads: ['Visit', 'Date', 'Ratings', 'Mean rating', 'Estimate (not a measurement)'],
    numbers: [3, 4],
    rows: patient.visits.map((visit) => {
      const mean = meanRating(visit)
      const { estimate } = visit
      return [
        visit.visitLabel,
        visit.visitDate ?? '–',
        visit.ratings.map(({ rater, value }) => `${rater} ${points(value)}`).join(', '),
        mean === null ? '–' : points(mean),
        estimate === null ? '–' : estimateCell(estimate),
      ]
    }),
  })
}

function courseSection(course: Course, draw: DrawSvg): Html {
  const { measure, patient } = course
  const plot: TrajectoryPlot = {
    ...{ patients: [patient], selected: patient.patientCode, measureName: measure.name },
    ...{ min: measure.min, max: measure.max },
  }
  // An item that no model is of and that is no total is told by its table.
  if (course.report === null && measure.kind === 'item') return visitTable(course)
  return markup`<section>
    ${figure(
      {
        title: trajectoryFinding(plot),
        caption: `Filled marks are means over raters, short bars single raters.${originOf(course)}`,
        option: trajectoryOption(plot, paperTheme),
        size: { width: 640, height: 260 },
      },
      draw,
    )}
    ${visitTable(course)}
  </section>`
}

/**
 * One patient, visit by visit. Throws AppError `not-found` when the study has no such patient.
 */
export function patientReport(data: ReportData, patientCode: string, draw: DrawSvg): string {
  const sessions = data.sessions.filter((session) => session.patientCode === patientCode)
  if (sessions.length === 0) throw new AppError('not-found', `This study has no patient ${patientCode}.`)
  const ids = new Set(sessions.map(({ id }) => id))
  const courses = coursesOf(data, patientCode)
  const used = courses.flatMap(({ report }) => report ?? [])
  const synthetic =
    sessions.some((session) => session.synthetic) ||
    data.scores.some((score) => score.synthetic && ids.has(score.sessionId)) ||
    used.some(({ model }) => model.synthetic)
  return reportDocument({
    title: `${patientCode}: ratings and estimates`,
    subtitle: `${data.title}; ${counted(sessions.length, 'visit')}; ${data.createdUtc.slice(0, 10)}; EmoCLIP Studio ${data.appVersion}`,
    synthetic,
    sections: [
      courses.length === 0
        ? markup`<p>No visit of this patient is rated or estimated.</p>`
        : markup`<h2>Visit by visit</h2>
            ${courses.map((course) => courseSection(course, draw))}`,
      used.length === 0
        ? markup``
        : markup`<h2>What the estimates rest on</h2>
            ${paragraphs([`Interval of an estimate: ${INTERVAL_METHOD}.`])}
            ${list(used.map(({ model }) => model.trainedOn))}`,
      provenance({ ...data, reports: used }),
    ],
  })
}

import { countOf, formatNumber } from './statistic-text.ts'
import { meanRating } from './trajectory-option.ts'
import type { TrajectoryPlot } from './trajectory-option.ts'

function points(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : 1)
}

/** What the ratings of the patient in front did from the first to the last rated visit. */
export function trajectoryFinding(plot: TrajectoryPlot): string {
  const patient = plot.patients.find((known) => known.patientCode === plot.selected)
  if (patient === undefined) return `${plot.measureName} of ${countOf(plot.patients.length, 'patient')}`
  const rated = patient.visits.flatMap((visit) => {
    const mean = meanRating(visit)
    return mean === null ? [] : [{ mean, label: visit.visitLabel }]
  })
  const [first, last] = [rated[0], rated.at(-1)]
  if (first === undefined || last === undefined)
    return `${patient.patientCode} has no ratings of ${plot.measureName}`
  if (rated.length === 1) {
    return `${patient.patientCode}: ${plot.measureName} rated ${points(first.mean)} at ${first.label}`
  }
  const ends = `${points(first.mean)} at ${first.label}, ${points(last.mean)} at ${last.label}`
  const change = last.mean - first.mean
  const course =
    change === 0
      ? 'unchanged'
      : `${change < 0 ? 'down' : 'up'} ${points(Math.abs(change))} ${Math.abs(change) === 1 ? 'point' : 'points'}`
  return `${patient.patientCode}: ${plot.measureName} ${course} (${ends})`
}

import type { ScatterSeriesOption } from 'echarts'
import type { ChartTheme } from './chart-theme.ts'

/** Which points of a chart are of the visit that was chosen, by their index, and which of its patient's other visits. */
export interface BrushMarks {
  readonly visit: readonly number[]
  readonly patient: readonly number[]
}

/** `markOf` says how a visit stands to the chosen one. */
export function brushMarks<Visit>(
  visits: readonly Visit[],
  markOf: (visit: Visit) => 'visit' | 'patient' | null,
): BrushMarks {
  const of = (mark: 'visit' | 'patient'): number[] =>
    visits.flatMap((visit, index) => (markOf(visit) === mark ? [index] : []))
  return { visit: of('visit'), patient: of('patient') }
}

/** A ring around the chosen visit, and a thin one around the others of its patient. Nothing of them can be clicked. */
export function brushSeries(
  places: readonly (readonly [number, number])[],
  marks: BrushMarks | undefined,
  theme: ChartTheme,
): ScatterSeriesOption[] {
  if (marks === undefined || marks.visit.length + marks.patient.length === 0) return []
  const ring = (indexes: readonly number[], look: { size: number; width: number }): ScatterSeriesOption => ({
    type: 'scatter',
    name: 'chosen',
    silent: true,
    z: 5,
    symbol: 'circle',
    symbolSize: look.size,
    itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: look.width },
    data: indexes.flatMap((index) => {
      const place = places[index]
      return place === undefined ? [] : [[...place]]
    }),
  })
  return [ring(marks.patient, { size: 14, width: 1 }), ring(marks.visit, { size: 18, width: 2.5 })]
}

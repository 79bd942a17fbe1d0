import type { EChartsOption } from 'echarts'
import type { SeverityReport } from '../domain/severity.ts'
import type { BrushMarks } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import type { ChartTheme } from './chart-theme.ts'
import { differenceOption } from './difference-frame.ts'
import { visitName } from './estimate-scatter-option.ts'
import { countOf, formatNumber } from './statistic-text.ts'

/** What of a visit its error is held against. */
export type ResidualKind = 'clips' | 'face'

interface ResidualPoint {
  readonly sessionId: number
  readonly patientCode: string
  readonly name: string
  /** Clips, or percent of frames with a face. */
  readonly x: number
  /** Estimate minus rating, in points. */
  readonly residual: number
}

export interface ResidualPlot {
  readonly kind: ResidualKind
  readonly points: readonly ResidualPoint[]
  /** Not given: nothing is chosen. */
  readonly marks?: BrushMarks | undefined
}

const words: Readonly<Record<ResidualKind, { axis: string; column: string; few: string; many: string }>> = {
  clips: { axis: 'Clips of the visit', column: 'clips', few: 'fewer clips', many: 'more clips' },
  face: {
    axis: 'Frames with a face (% of those looked at)',
    column: 'face_pct',
    few: 'less of the face',
    many: 'more of the face',
  },
}

/** Of every rated visit the error of its held-out estimate, beside how much there was to see. */
export function residualPlot(
  { points, estimates }: Pick<SeverityReport, 'points' | 'estimates'>,
  kind: ResidualKind,
): ResidualPlot {
  const seen = new Map(estimates.map((estimate) => [estimate.sessionId, estimate]))
  return {
    kind,
    points: points.flatMap((point) => {
      const of = seen.get(point.sessionId)
      if (of === undefined) return []
      const { sessionId, patientCode, estimate, rating } = point
      const x = kind === 'clips' ? of.nClips : 100 * of.faceShare
      return [{ sessionId, patientCode, name: visitName(point), x, residual: estimate - rating }]
    }),
  }
}

function meanSize(points: readonly ResidualPoint[]): number {
  return points.reduce((sum, { residual }) => sum + Math.abs(residual), 0) / points.length
}

/** Parts at the middle value; null where all visits have as much to see. */
function halves({ points }: ResidualPlot): { few: ResidualPoint[]; many: ResidualPoint[] } | null {
  const sorted = points.map(({ x }) => x).toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? NaN
  const few = points.filter(({ x }) => x < middle)
  const many = points.filter(({ x }) => x >= middle)
  return few.length === 0 || many.length === 0 ? null : { few, many }
}

/** What there is to be seen; no test is made, so that nothing is claimed. */
export function residualFinding(plot: ResidualPlot): string {
  const { few: less, many: more } = words[plot.kind]
  const parts = halves(plot)
  if (parts === null) {
    return `Error by ${plot.kind === 'clips' ? 'number of clips' : 'share of frames with a face'}: all visits are alike in it`
  }
  const half = (name: string, points: readonly ResidualPoint[]): string =>
    `${name} ${formatNumber(meanSize(points), 2)} (${countOf(points.length, 'visit')})`
  return `Mean size of the error, in points: ${half(less, parts.few)}, ${half(more, parts.many)}`
}

export function residualCaption({ points }: ResidualPlot): string {
  const patients = new Set(points.map(({ patientCode }) => patientCode)).size
  return `Estimate minus rating of each rated visit; n = ${countOf(patients, 'patient')}, ${countOf(points.length, 'visit')}. Described, not tested: the two halves part at the middle visit, and visits of one patient resemble each other.`
}

export function residualOption(plot: ResidualPlot, theme: ChartTheme): EChartsOption {
  const most = Math.max(1, ...plot.points.map(({ x }) => x))
  return differenceOption(
    {
      places: plot.points.map(({ x, residual }) => [x, residual]),
      marks: plot.marks,
      hover: (index) => {
        const point = plot.points[index]
        if (point === undefined) return ''
        const seen =
          plot.kind === 'clips'
            ? countOf(point.x, 'clip')
            : `${formatNumber(point.x, 0)} % of frames with a face`
        return `${point.name}\n${seen}, estimate minus rating ${formatNumber(point.residual, 2)}`
      },
      x: {
        name: words[plot.kind].axis,
        min: 0,
        max: plot.kind === 'face' ? 100 : most + 1,
        ...(plot.kind === 'clips' && most <= 10 ? { interval: 1 } : {}),
      },
      yName: 'Estimate minus rating (points)',
      right: 16,
      look: { color: theme.surface, borderColor: theme.estimate, borderWidth: 1.75 },
      behind: {
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: theme.line, type: 'solid', width: 1 },
          data: [{ yAxis: 0, name: 'no error' }],
        },
      },
    },
    theme,
  )
}

export function residualTable({ kind, points }: ResidualPlot): ChartTable {
  return {
    columns: ['visit', words[kind].column, 'estimate_minus_rating'],
    rows: points.map(({ name, x, residual }) => [name, x, residual]),
  }
}

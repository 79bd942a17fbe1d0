import type { EChartsOption } from 'echarts'
import type { SeverityReport } from '../domain/severity.ts'
import { brushSeries } from './brush-marks.ts'
import type { BrushMarks } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
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

/** Symmetric about zero, in whole points. */
function reachOf(points: readonly ResidualPoint[]): number {
  return Math.ceil(Math.max(1, ...points.map(({ residual }) => Math.abs(residual))))
}

export function residualOption(plot: ResidualPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const reach = reachOf(plot.points)
  const places = plot.points.map(({ x, residual }): [number, number] => [x, residual])
  const most = Math.max(1, ...plot.points.map(({ x }) => x))
  return {
    ...base,
    grid: { left: 52, right: 16, top: 12, bottom: 46 },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const point = plot.points[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1]
        if (point === undefined) return ''
        const seen =
          plot.kind === 'clips'
            ? countOf(point.x, 'clip')
            : `${formatNumber(point.x, 0)} % of frames with a face`
        return `${point.name}\n${seen}, estimate minus rating ${formatNumber(point.residual, 2)}`
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: words[plot.kind].axis,
        min: 0,
        max: plot.kind === 'face' ? 100 : most + 1,
        ...(plot.kind === 'clips' && most <= 10 ? { interval: 1 } : {}),
      }),
      nameGap: 26,
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
    },
    yAxis: {
      ...valueAxis(theme, {
        name: 'Estimate minus rating (points)',
        min: -reach,
        max: reach,
        formatter: (value) => formatNumber(value, Number.isInteger(value) ? 0 : 1),
      }),
      nameGap: 30,
    },
    series: [
      {
        type: 'scatter',
        name: 'visits',
        cursor: 'pointer',
        z: 3,
        symbolSize: 8,
        data: places,
        itemStyle: { color: theme.surface, borderColor: theme.estimate, borderWidth: 1.75 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: theme.line, type: 'solid', width: 1 },
          data: [{ yAxis: 0, name: 'no error' }],
        },
      },
      ...brushSeries(places, plot.marks, theme),
    ],
  }
}

export function residualTable({ kind, points }: ResidualPlot): ChartTable {
  return {
    columns: ['visit', words[kind].column, 'estimate_minus_rating'],
    rows: points.map(({ name, x, residual }) => [name, x, residual]),
  }
}

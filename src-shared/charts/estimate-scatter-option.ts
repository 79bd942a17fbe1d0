import type { EChartsOption } from 'echarts'
import type { SeverityPoint } from '../domain/severity.ts'
import { brushSeries } from './brush-marks.ts'
import type { BrushMarks } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, scaleInterval, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { clipLine, fitLine } from './fit-line.ts'
import { formatNumber } from './statistic-text.ts'

export interface PairedPoint {
  readonly name: string
  readonly x: number
  readonly y: number
}

export interface PairedScatter {
  readonly points: readonly PairedPoint[]
  /** Range of the scale: both axes show all of it. */
  readonly min: number
  readonly max: number
  readonly xName: string
  readonly yName: string
  /** How the two values are called on hover. */
  readonly xShort: string
  readonly yShort: string
  /** Estimates are hollow, ratings filled: a model's number is never taken for a measurement. */
  readonly yIsEstimate: boolean
  /** Not given: nothing is chosen. */
  readonly marks?: BrushMarks | undefined
}

/** `P001, baseline (2024-05-03)` */
export function visitName(visit: {
  patientCode: string
  visitLabel: string
  visitDate?: string | null
}): string {
  const date = visit.visitDate === undefined || visit.visitDate === null ? '' : ` (${visit.visitDate})`
  return `${visit.patientCode}, ${visit.visitLabel}${date}`
}

export function severityScatter(report: {
  model: { itemName: string; min: number; max: number }
  points: readonly SeverityPoint[]
}): PairedScatter {
  return {
    points: report.points.map((point) => ({ name: visitName(point), x: point.rating, y: point.estimate })),
    min: report.model.min,
    max: report.model.max,
    xName: `Rating, mean over raters (points, ${String(report.model.min)} to ${String(report.model.max)})`,
    yName: 'Estimate for a held-out patient (points)',
    xShort: 'rated',
    yShort: 'estimated',
    yIsEstimate: true,
  }
}

/** The other way round: what was rated where a model estimated so much. */
export function calibrationScatter(report: {
  model: { min: number; max: number }
  points: readonly SeverityPoint[]
}): PairedScatter {
  return {
    points: report.points.map((point) => ({ name: visitName(point), x: point.estimate, y: point.rating })),
    min: report.model.min,
    max: report.model.max,
    xName: `Estimate for a held-out patient (points, ${String(report.model.min)} to ${String(report.model.max)})`,
    yName: 'Rating, mean over raters (points)',
    xShort: 'estimated',
    yShort: 'rated',
    yIsEstimate: true,
  }
}

/** Its title: the slope alone, as pooled held-out estimates bias it like a correlation, so that it makes no finding. */
export function calibrationFinding({ points }: Pick<PairedScatter, 'points'>): string {
  const line = fitLine(points)
  return line === null
    ? 'Rating on estimate: no slope, as all estimates are the same'
    : `Rating on estimate: a point of estimate goes with ${formatNumber(line.slope, 2)} points of rating`
}

function straight(
  ends: [[number, number], [number, number]],
  look: { name: string; color: string; type: 'solid' | 'dashed' | 'dotted'; width: number },
): NonNullable<EChartsOption['series']> {
  return {
    type: 'line',
    name: look.name,
    data: ends,
    symbol: 'none',
    silent: true,
    lineStyle: { color: look.color, type: look.type, width: look.width },
    z: 1,
  }
}

/** How many points lie on exactly the same place: shown by size, since whole-point ratings coincide. */
function stacked(points: readonly PairedPoint[]): { x: number; y: number; names: string[]; first: number }[] {
  const places = new Map<string, { x: number; y: number; names: string[]; first: number }>()
  points.forEach((point, index) => {
    const key = `${String(point.x)}:${String(point.y)}`
    const place = places.get(key)
    if (place === undefined) places.set(key, { x: point.x, y: point.y, names: [point.name], first: index })
    else place.names.push(point.name)
  })
  return [...places.values()]
}

/** Two values of the same visits against each other, with the line on which they would be equal. */
export function pairedScatterOption(data: PairedScatter, theme: ChartTheme): EChartsOption {
  const { min, max } = data
  const base = baseOption(theme)
  const fit = fitLine(data.points)
  const fitEnds = fit === null ? null : clipLine(fit, { minX: min, maxX: max, minY: min, maxY: max })
  const interval = scaleInterval(min, max)
  const color = data.yIsEstimate ? theme.estimate : theme.accent
  const places = stacked(data.points)
  const lines = [
    straight(
      [
        [min, min],
        [max, max],
      ],
      { name: 'identity', color: theme.line, type: 'dashed', width: 1 },
    ),
    ...(fitEnds === null
      ? []
      : [straight(fitEnds, { name: 'least-squares fit', color, type: 'solid', width: 1.5 })]),
  ].flat()
  return {
    ...base,
    grid: { left: 52, right: 16, top: 30, bottom: 46 },
    legend: {
      data: ['identity', ...(fitEnds === null ? [] : ['least-squares fit'])],
      right: 8,
      top: 0,
      itemWidth: 22,
      itemHeight: 8,
      selectedMode: false,
      // Lines without marks: the legend must not make some up.
      itemStyle: { opacity: 0 },
      textStyle: { color: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const place = places[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1]
        if (place === undefined) return ''
        return [
          ...place.names,
          `${data.xShort} ${formatNumber(place.x, 1)}, ${data.yShort} ${formatNumber(place.y, 2)}`,
        ].join('\n')
      },
    },
    xAxis: { ...valueAxis(theme, { name: data.xName, min, max, interval }), nameGap: 26 },
    yAxis: { ...valueAxis(theme, { name: data.yName, min, max, interval }), nameGap: 30 },
    series: [
      ...lines,
      {
        type: 'scatter',
        name: 'visits',
        cursor: 'pointer',
        z: 3,
        data: places.map((place) => ({
          value: [place.x, place.y],
          symbolSize: 8 + 3 * (Math.sqrt(place.names.length) - 1),
        })),
        itemStyle: data.yIsEstimate
          ? { color: theme.surface, borderColor: color, borderWidth: 1.75, opacity: 0.95 }
          : { color, opacity: 0.75 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
      ...brushSeries(
        data.points.map(({ x, y }) => [x, y]),
        data.marks,
        theme,
      ),
    ],
  }
}

/** Index into `data.points` of the first visit under a clicked mark; null for anything else. */
export function clickedPoint(data: PairedScatter, seriesName: string, dataIndex: number): number | null {
  return seriesName === 'visits' ? (stacked(data.points)[dataIndex]?.first ?? null) : null
}

export function pairedScatterTable(data: PairedScatter): ChartTable {
  return {
    columns: ['visit', data.xShort, data.yShort],
    rows: data.points.map((point) => [point.name, point.x, point.y]),
  }
}

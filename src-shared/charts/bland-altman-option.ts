import type { EChartsOption } from 'echarts'
import type { BlandAltman, Statistic } from '../domain/severity.ts'
import { brushSeries } from './brush-marks.ts'
import type { BrushMarks } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, scaleInterval, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { PairedPoint } from './estimate-scatter-option.ts'
import { formatNumber, formatStatistic } from './statistic-text.ts'

export interface BlandAltmanPlot {
  /** `x` and `y` are the two values of a visit; the difference shown is y minus x. */
  readonly points: readonly PairedPoint[]
  readonly statistics: BlandAltman
  readonly min: number
  readonly max: number
  readonly differenceName: string
  readonly yIsEstimate: boolean
  /** What differences are drawn against: the mean of the two, as of two raters, or the rating, where that is the reference (Krouwer 2008). */
  readonly against: 'mean' | 'rating'
  /** Not given: nothing is chosen. */
  readonly marks?: BrushMarks | undefined
}

function place({ against }: BlandAltmanPlot, { x, y }: PairedPoint): number {
  return against === 'rating' ? x : (x + y) / 2
}

/** Symmetric about zero, in whole points, wide enough for every point and every interval. */
function halfRange(plot: BlandAltmanPlot): number {
  const { bias, lowerLimit, upperLimit } = plot.statistics
  const reach = [
    ...plot.points.map((point) => point.y - point.x),
    ...[bias, lowerLimit, upperLimit].flatMap((entry) => [entry.value, entry.ciLow, entry.ciHigh]),
  ].filter((value) => value !== null)
  const farthest = Math.max(1, ...reach.map(Math.abs))
  return Math.ceil(farthest)
}

function level(name: string, statistic: Statistic): { name: string; statistic: Statistic }[] {
  return statistic.value === null ? [] : [{ name, statistic }]
}

/** Difference of two values against their mean or the rating, with bias and limits of agreement and their intervals. */
export function blandAltmanOption(plot: BlandAltmanPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const half = halfRange(plot)
  const color = plot.yIsEstimate ? theme.estimate : theme.accent
  const { bias, lowerLimit, upperLimit } = plot.statistics
  const levels = [
    ...level('upper limit', upperLimit),
    ...level('bias', bias),
    ...level('lower limit', lowerLimit),
  ]
  return {
    ...base,
    grid: { left: 52, right: 128, top: 12, bottom: 46 },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const point = plot.points[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1]
        if (point === undefined) return ''
        const difference = formatNumber(point.y - point.x, 2)
        const at = plot.against === 'rating' ? 'rated' : 'mean'
        return `${point.name}\n${at} ${formatNumber(place(plot, point), 2)}, difference ${difference}`
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: `${plot.against === 'rating' ? 'Rating, mean over raters' : 'Mean of the two'} (points, ${String(plot.min)} to ${String(plot.max)})`,
        min: plot.min,
        max: plot.max,
        interval: scaleInterval(plot.min, plot.max),
      }),
      nameGap: 26,
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
    },
    yAxis: {
      ...valueAxis(theme, {
        name: plot.differenceName,
        min: -half,
        max: half,
        formatter: (value) => formatNumber(value, Number.isInteger(value) ? 0 : 1),
      }),
      nameGap: 30,
    },
    series: [
      {
        type: 'scatter',
        name: 'visits',
        cursor: 'pointer',
        data: plot.points.map((point) => [place(plot, point), point.y - point.x]),
        symbolSize: 8,
        z: 3,
        itemStyle: plot.yIsEstimate
          ? { color: theme.surface, borderColor: color, borderWidth: 1.75 }
          : { color, opacity: 0.75 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
        markLine: {
          silent: true,
          symbol: 'none',
          data: [
            {
              yAxis: 0,
              name: 'zero',
              lineStyle: { color: theme.line, type: 'solid', width: 1 },
              label: { show: false },
            },
            ...levels.map(({ name, statistic }) => ({
              yAxis: statistic.value ?? 0,
              name,
              lineStyle: {
                color: name === 'bias' ? color : theme.textMuted,
                type: name === 'bias' ? ('solid' as const) : ('dashed' as const),
                width: 1.5,
              },
              label: {
                formatter: `${name}\n${formatStatistic(statistic)}`,
                color: theme.text,
                fontSize: chartFontSize - 1,
                lineHeight: 14,
                fontFamily: theme.font,
                position: 'end' as const,
              },
            })),
          ],
        },
        markArea: {
          silent: true,
          itemStyle: { color: theme.shade },
          data: levels.flatMap(({ statistic }) =>
            statistic.ciLow === null || statistic.ciHigh === null
              ? []
              : [[{ yAxis: statistic.ciLow }, { yAxis: statistic.ciHigh }]],
          ),
        },
      },
      ...brushSeries(
        plot.points.map((point) => [place(plot, point), point.y - point.x]),
        plot.marks,
        theme,
      ),
    ],
  }
}

export function blandAltmanTable(plot: BlandAltmanPlot): ChartTable {
  return {
    columns: ['visit', plot.against === 'rating' ? 'rated' : 'mean', 'difference'],
    rows: plot.points.map((point) => [point.name, place(plot, point), point.y - point.x]),
  }
}

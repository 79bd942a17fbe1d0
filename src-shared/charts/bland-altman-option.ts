import type { EChartsOption } from 'echarts'
import type { BlandAltman, Statistic } from '../domain/severity.ts'
import type { BrushMarks } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import { chartFontSize, scaleInterval } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { differenceOption } from './difference-frame.ts'
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

function level(name: string, statistic: Statistic): { name: string; statistic: Statistic }[] {
  return statistic.value === null ? [] : [{ name, statistic }]
}

type Level = ReturnType<typeof level>[number]

function levelLine({ name, statistic }: Level, look: { theme: ChartTheme; color: string }) {
  const { theme, color } = look
  return {
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
  }
}

/** The lines of bias and limits over the bands of their intervals. */
function levelMarks(levels: readonly Level[], look: { theme: ChartTheme; color: string }) {
  const { theme } = look
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      data: [
        {
          yAxis: 0,
          name: 'zero',
          lineStyle: { color: theme.line, type: 'solid' as const, width: 1 },
          label: { show: false },
        },
        ...levels.map((one) => levelLine(one, look)),
      ],
    },
    markArea: {
      silent: true,
      itemStyle: { color: theme.shade },
      data: levels.flatMap(({ statistic }): [{ yAxis: number }, { yAxis: number }][] =>
        statistic.ciLow === null || statistic.ciHigh === null
          ? []
          : [[{ yAxis: statistic.ciLow }, { yAxis: statistic.ciHigh }]],
      ),
    },
  }
}

/** Difference of two values against their mean or the rating, with bias and limits of agreement and their intervals. */
export function blandAltmanOption(plot: BlandAltmanPlot, theme: ChartTheme): EChartsOption {
  const color = plot.yIsEstimate ? theme.estimate : theme.accent
  const { bias, lowerLimit, upperLimit } = plot.statistics
  const levels = [
    ...level('upper limit', upperLimit),
    ...level('bias', bias),
    ...level('lower limit', lowerLimit),
  ]
  return differenceOption(
    {
      places: plot.points.map((point) => [place(plot, point), point.y - point.x]),
      marks: plot.marks,
      hover: (index) => {
        const point = plot.points[index]
        if (point === undefined) return ''
        const difference = formatNumber(point.y - point.x, 2)
        const at = plot.against === 'rating' ? 'rated' : 'mean'
        return `${point.name}\n${at} ${formatNumber(place(plot, point), 2)}, difference ${difference}`
      },
      x: {
        name: `${plot.against === 'rating' ? 'Rating, mean over raters' : 'Mean of the two'} (points, ${String(plot.min)} to ${String(plot.max)})`,
        min: plot.min,
        max: plot.max,
        interval: scaleInterval(plot.min, plot.max),
      },
      yName: plot.differenceName,
      reach: [bias, lowerLimit, upperLimit]
        .flatMap(({ value, ciLow, ciHigh }) => [value, ciLow, ciHigh])
        .filter((value) => value !== null),
      right: 128,
      look: plot.yIsEstimate
        ? { color: theme.surface, borderColor: color, borderWidth: 1.75 }
        : { color, opacity: 0.75 },
      behind: levelMarks(levels, { theme, color }),
    },
    theme,
  )
}

export function blandAltmanTable(plot: BlandAltmanPlot): ChartTable {
  return {
    columns: ['visit', plot.against === 'rating' ? 'rated' : 'mean', 'difference'],
    rows: plot.points.map((point) => [point.name, place(plot, point), point.y - point.x]),
  }
}

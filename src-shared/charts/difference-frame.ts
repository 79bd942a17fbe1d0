import type { EChartsOption, ScatterSeriesOption } from 'echarts'
import { brushSeries } from './brush-marks.ts'
import type { BrushMarks } from './brush-marks.ts'
import { baseOption, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatNumber } from './statistic-text.ts'

interface DifferenceFrame {
  /** Of every visit where it stands and by how much two values of it differ. */
  readonly places: readonly (readonly [number, number])[]
  /** Not given: nothing is chosen. */
  readonly marks: BrushMarks | undefined
  /** What is said of the visit at an index; empty where there is none. */
  readonly hover: (index: number) => string
  readonly x: Parameters<typeof valueAxis>[1]
  readonly yName: string
  /** Values that the y axis has to show besides the differences. */
  readonly reach?: readonly number[]
  /** Room for labels at the right, in px. */
  readonly right: number
  readonly look: NonNullable<ScatterSeriesOption['itemStyle']>
  /** Levels and bands behind the visits. */
  readonly behind: Pick<ScatterSeriesOption, 'markLine' | 'markArea'>
}

/** Symmetric about zero, in whole points, wide enough for all of them. */
function halfRange(values: readonly number[]): number {
  return Math.ceil(Math.max(1, ...values.map(Math.abs)))
}

/** Visits as marks, by how much two values of each differ, about a line at zero. */
export function differenceOption(frame: DifferenceFrame, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const half = halfRange([...frame.places.map(([, difference]) => difference), ...(frame.reach ?? [])])
  return {
    ...base,
    grid: { left: 52, right: frame.right, top: 12, bottom: 46 },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => frame.hover((Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1),
    },
    xAxis: {
      ...valueAxis(theme, frame.x),
      nameGap: 26,
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
    },
    yAxis: {
      ...valueAxis(theme, {
        name: frame.yName,
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
        z: 3,
        symbolSize: 8,
        data: frame.places.map(([x, y]) => [x, y]),
        itemStyle: frame.look,
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
        ...frame.behind,
      },
      ...brushSeries(frame.places, frame.marks, theme),
    ],
  }
}

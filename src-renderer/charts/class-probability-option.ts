import type { EChartsOption } from 'echarts'
import { canonicalClass, classStyle } from './class-style.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatPercent } from './statistic-text.ts'

export interface ClassProbabilities {
  readonly labels: readonly string[]
  /** One per label, summing to 1. */
  readonly probabilities: readonly number[]
  readonly topClass: string
}

/** Height in pixels at which every bar has room for its label. */
export function classProbabilityHeight(classes: number): number {
  return classes * 24 + 8
}

/**
 * Bars stay in the order of the prompt set, so that a class has the same place in every clip; the leading
 * one is set in bold.
 */
export function classProbabilityOption(data: ClassProbabilities, theme: ChartTheme): EChartsOption {
  const bold = { fontWeight: 600 as const, color: theme.text }
  return {
    ...baseOption(theme),
    grid: { left: 96, right: 52, top: 4, bottom: 4 },
    tooltip: { show: false },
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: data.labels.map((label) =>
        label === data.topClass ? { value: label, textStyle: bold } : { value: label },
      ),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.textMuted,
        fontSize: chartFontSize,
        fontFamily: theme.font,
        width: 84,
        overflow: 'truncate',
        interval: 0,
      },
    },
    series: [
      {
        type: 'bar',
        barWidth: 12,
        showBackground: true,
        backgroundStyle: { color: theme.grid, borderRadius: 2 },
        silent: true,
        data: data.labels.map((label, index) => ({
          value: data.probabilities[index] ?? 0,
          itemStyle: { color: classStyle(label, data.labels, theme).color, borderRadius: 2 },
          label: canonicalClass(label) === canonicalClass(data.topClass) ? bold : { color: theme.textMuted },
        })),
        label: {
          show: true,
          position: [0, 0],
          fontSize: chartFontSize,
          fontFamily: theme.font,
          formatter: ({ value }) => formatPercent(typeof value === 'number' ? value : 0),
        },
        labelLayout: (params) => ({
          x: params.rect.x,
          y: params.rect.y + params.rect.height / 2,
          align: 'right',
          verticalAlign: 'middle',
        }),
      },
    ],
  }
}

export function classProbabilityTable(data: ClassProbabilities): ChartTable {
  return {
    columns: ['class', 'probability'],
    rows: data.labels.map((label, index) => [label, data.probabilities[index] ?? null]),
  }
}

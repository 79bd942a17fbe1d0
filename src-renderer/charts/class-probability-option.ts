import type { EChartsOption } from 'echarts'
import { classStyle } from './class-style.ts'
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
  const textOf = (label: string): { color: string; fontWeight: 400 | 600 } =>
    label === data.topClass
      ? { color: theme.text, fontWeight: 600 }
      : { color: theme.textMuted, fontWeight: 400 }
  const axis = {
    type: 'category' as const,
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
  }
  const axisLabel = { fontSize: chartFontSize, fontFamily: theme.font, interval: 0 }
  return {
    ...baseOption(theme),
    grid: { left: 88, right: 48, top: 4, bottom: 4, outerBoundsMode: 'none' },
    tooltip: { show: false },
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: [
      {
        ...axis,
        data: data.labels.map((label) => ({ value: label, textStyle: textOf(label) })),
        axisLabel: { ...axisLabel, width: 80, overflow: 'truncate' },
      },
      {
        ...axis,
        position: 'right',
        data: data.labels.map((label, index) => ({
          // Two classes may have the same percentage; an invisible index keeps their rows apart.
          value: `${formatPercent(data.probabilities[index] ?? 0).padStart(5, '\u2007')}${'\u200b'.repeat(index)}`,
          textStyle: textOf(label),
        })),
        axisLabel,
      },
    ],
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
        })),
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

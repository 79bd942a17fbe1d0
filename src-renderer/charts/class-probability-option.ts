import type { EChartsOption } from 'echarts'
import { classStyle } from './class-style.ts'
import type { ChartTable } from '#shared/charts/chart-table.ts'
import { baseOption, chartFontSize } from '#shared/charts/chart-theme.ts'
import type { ChartTheme } from '#shared/charts/chart-theme.ts'
import { formatPercent } from '#shared/charts/statistic-text.ts'

export interface ClassProbabilities {
  readonly labels: readonly string[]
  /** One per label, summing to 1. */
  readonly probabilities: readonly number[]
  readonly topClass: string
}

/** Room in pixels for `100 %` beside the bars. */
const percentWidth = 48

/** Room in pixels for the longest label, within limits: what is longer is cut. */
function labelWidth(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => label.length))
  return Math.min(130, Math.max(80, longest * 7))
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
  const width = labelWidth(data.labels)
  const axisLabel = { fontSize: chartFontSize, fontFamily: theme.font, interval: 0 }
  return {
    ...baseOption(theme),
    grid: { left: width + 8, right: percentWidth, top: 4, bottom: 4, outerBoundsMode: 'none' },
    tooltip: { show: false },
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      data: data.labels.map((label) => ({ value: label, textStyle: textOf(label) })),
      axisLabel: { ...axisLabel, width, overflow: 'truncate' },
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
        })),
      },
      {
        // Invisible bars of full length: their labels stand below each other, whatever the probability.
        type: 'bar',
        barWidth: 12,
        barGap: '-100%',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: data.labels.map((label, index) => ({
          value: 1,
          label: {
            show: true,
            position: 'right',
            distance: 4,
            formatter: `{percent|${formatPercent(data.probabilities[index] ?? 0)}}`,
            rich: {
              percent: {
                ...textOf(label),
                width: percentWidth - 8,
                align: 'right',
                fontSize: chartFontSize,
                fontFamily: theme.font,
              },
            },
          },
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

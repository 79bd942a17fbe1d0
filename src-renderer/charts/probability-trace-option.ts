import type { EChartsOption } from 'echarts'
import type { SampledFrame } from '#shared/domain/prediction.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { classStyle } from './class-style.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatSeconds, noFaceSpans } from './face-coverage.ts'
import type { TimeSpan } from './face-coverage.ts'
import { formatPercent } from './statistic-text.ts'

export interface ProbabilityTrace {
  readonly labels: readonly string[]
  readonly frames: readonly SampledFrame[]
  readonly clip: TimeSpan
  /** Labels that the reader switched off. */
  readonly hidden: ReadonlySet<string>
}

/** Fixed margins in pixels, so that a playhead can be laid over the plot without asking the chart. */
export const traceMargins = { left: 46, right: 12, top: 8, bottom: 34 } as const

/** A round step in ms that gives at most about six ticks. */
export function timeStep(spanMs: number): number {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000]
  return steps.find((step) => spanMs / step <= 6) ?? 1_800_000
}

function hoverText(trace: ProbabilityTrace, frame: SampledFrame | undefined): string {
  if (frame === undefined) return ''
  const head = formatTimecode(frame.timeMs)
  if (frame.probabilities === null) return `${head}\nno face`
  const ranked = trace.labels
    .map((label, index) => ({ label, share: frame.probabilities?.[index] ?? 0 }))
    .filter(({ label }) => !trace.hidden.has(label))
    .sort((a, b) => b.share - a.share)
    .slice(0, 4)
  return [head, ...ranked.map(({ label, share }) => `${formatPercent(share)}  ${label}`)].join('\n')
}

/** One line per class over the clip; lines break, and the ground is shaded, where no face was found. */
export function probabilityTraceOption(trace: ProbabilityTrace, theme: ChartTheme): EChartsOption {
  const { clip, frames, labels } = trace
  const base = baseOption(theme)
  return {
    ...base,
    // Without this the chart moves its plot to make room for labels, and the playhead would be beside it.
    grid: { ...traceMargins, outerBoundsMode: 'none' },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: theme.line, type: 'solid' } },
      formatter: (params) => {
        const first = Array.isArray(params) ? params[0] : params
        return hoverText(trace, first === undefined ? undefined : frames[first.dataIndex])
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'time in the video (s)',
        min: clip.startMs,
        max: clip.endMs,
        interval: timeStep(clip.endMs - clip.startMs),
        formatter: formatSeconds,
      }),
      nameGap: 20,
      splitLine: { show: false },
    },
    yAxis: {
      ...valueAxis(theme, { name: '', min: 0, max: 1, interval: 0.5, formatter: formatPercent }),
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: [
      ...labels.map((label, index) => {
        const style = classStyle(label, labels, theme)
        return {
          type: 'line' as const,
          name: label,
          data: trace.hidden.has(label)
            ? []
            : frames.map((frame) => [frame.timeMs, frame.probabilities?.[index] ?? null]),
          connectNulls: false,
          symbol: style.symbol,
          symbolSize: 4,
          showSymbol: frames.length <= 40,
          lineStyle: {
            color: style.color,
            width: 1.75,
            type: style.dash.length === 0 ? 'solid' : [...style.dash],
          },
          itemStyle: { color: style.color },
          emphasis: { disabled: true },
        } as const
      }),
      {
        type: 'line',
        name: 'no face',
        data: [],
        silent: true,
        markArea: {
          silent: true,
          itemStyle: { color: theme.shade },
          label: {
            color: theme.textMuted,
            fontSize: chartFontSize - 1,
            fontFamily: theme.font,
            position: 'insideTop',
          },
          data: noFaceSpans(frames, clip).map((span) => [
            { name: 'no face', xAxis: span.startMs },
            { xAxis: span.endMs },
          ]),
        },
      },
    ],
  }
}

export function probabilityTraceTable(trace: ProbabilityTrace): ChartTable {
  return {
    columns: ['time_ms', 'face', ...trace.labels],
    rows: trace.frames.map((frame) => [
      frame.timeMs,
      frame.face === null ? 'no' : 'yes',
      ...trace.labels.map((_, index) => frame.probabilities?.[index] ?? null),
    ]),
  }
}

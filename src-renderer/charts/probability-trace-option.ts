import type { EChartsOption } from 'echarts'
import type { PredictedWindow, SampledFrame } from '#shared/domain/prediction.ts'
import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { classStyle } from './class-style.ts'
import type { ChartTable } from '#shared/charts/chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from '#shared/charts/chart-theme.ts'
import type { ChartTheme } from '#shared/charts/chart-theme.ts'
import { formatSeconds, noFaceSpans } from './face-coverage.ts'
import { formatPercent } from '#shared/charts/statistic-text.ts'
import { windowCells, windowName } from './window-cells.ts'

export interface ProbabilityTrace {
  readonly labels: readonly string[]
  readonly frames: readonly SampledFrame[]
  /** Null for packs that read each frame on its own. */
  readonly windows: readonly PredictedWindow[] | null
  readonly clip: TimeSpan
  /** Labels that the reader switched off. */
  readonly hidden: ReadonlySet<string>
}

/** Fixed margins in pixels, so that a playhead can be laid over the plot without asking the chart. */
export const traceMargins = { left: 46, right: 12, top: 8, bottom: 40 } as const

/** A round step in ms that gives at most about six ticks. */
export function timeStep(spanMs: number): number {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000]
  return steps.find((step) => spanMs / step <= 6) ?? 1_800_000
}

/** A place on every line. */
interface TracePoint {
  readonly timeMs: number
  /** Null where the lines break. */
  readonly probabilities: readonly number[] | null
  /** What the hover says above the classes. */
  readonly head: string
  readonly isMarked: boolean
}

function framePoints(frames: readonly SampledFrame[]): TracePoint[] {
  return frames.map(({ timeMs, probabilities }) => ({
    timeMs,
    probabilities,
    head: formatTimecode(timeMs),
    isMarked: true,
  }))
}

/** Level over each window, marked in its middle; a break where a window was left out. */
function windowPoints(windows: readonly PredictedWindow[], trace: ProbabilityTrace): TracePoint[] {
  return windowCells(windows, trace.frames, trace.clip).flatMap(
    ({ window, startMs, endMs, frames, isJoined }) => {
      const { probabilities } = window
      const head = `${formatSeconds(window.startMs)} to ${formatSeconds(window.endMs)} s, ${windowName(frames)}`
      const at = (timeMs: number): TracePoint => ({ timeMs, probabilities, head, isMarked: false })
      const middle = { ...at((startMs + endMs) / 2), isMarked: true }
      const gap = isJoined ? [] : [{ ...at(startMs), probabilities: null }]
      return [...gap, at(startMs), middle, at(endMs)]
    },
  )
}

function tracePoints(trace: ProbabilityTrace): TracePoint[] {
  return trace.windows === null ? framePoints(trace.frames) : windowPoints(trace.windows, trace)
}

/** Neither usable nor unusable: another person's face may be there. */
const notSeen = 'patient not seen'

function hoverText(trace: ProbabilityTrace, point: TracePoint | undefined): string {
  if (point === undefined) return ''
  if (point.probabilities === null) return trace.windows === null ? `${point.head}\n${notSeen}` : ''
  const ranked = trace.labels
    .map((label, index) => ({ label, share: point.probabilities?.[index] ?? 0 }))
    .filter(({ label }) => !trace.hidden.has(label))
    .sort((a, b) => b.share - a.share)
    .slice(0, 4)
  return [point.head, ...ranked.map(({ label, share }) => `${formatPercent(share)}  ${label}`)].join('\n')
}

/**
 * One line per class over the clip, from frame to frame or level over each window; lines break where there is
 * nothing to read, and the ground is shaded where the patient's face was not seen.
 */
export function probabilityTraceOption(trace: ProbabilityTrace, theme: ChartTheme): EChartsOption {
  const { clip, frames, labels } = trace
  const base = baseOption(theme)
  const points = tracePoints(trace)
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
        return hoverText(trace, first === undefined ? undefined : points[first.dataIndex])
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'time in the video (s)',
        min: clip.startMs,
        max: clip.endMs,
        interval: timeStep(lengthOf(clip)),
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
            : points.map(({ timeMs, probabilities, isMarked }) => {
                const value = [timeMs, probabilities?.[index] ?? null]
                return isMarked ? value : { value, symbol: 'none' }
              }),
          connectNulls: false,
          symbol: style.symbol,
          symbolSize: trace.windows === null ? 4 : 6,
          showSymbol: trace.windows !== null || frames.length <= 40,
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
        name: notSeen,
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
            { name: notSeen, xAxis: span.startMs },
            { xAxis: span.endMs },
          ]),
        },
      },
    ],
  }
}

function windowTable(windows: readonly PredictedWindow[], trace: ProbabilityTrace): ChartTable {
  return {
    columns: ['start_ms', 'end_ms', 'frames', 'frames_with_face', ...trace.labels],
    rows: windowCells(windows, trace.frames, trace.clip).map(({ window, frames, faces }) => [
      window.startMs,
      window.endMs,
      frames,
      faces,
      ...trace.labels.map((_, index) => window.probabilities[index] ?? null),
    ]),
  }
}

/** One row per frame, or per window for packs that read windows. */
export function probabilityTraceTable(trace: ProbabilityTrace): ChartTable {
  if (trace.windows !== null) return windowTable(trace.windows, trace)
  return {
    columns: ['time_ms', 'face', ...trace.labels],
    rows: trace.frames.map((frame) => [
      frame.timeMs,
      frame.face === null ? 'no' : 'yes',
      ...trace.labels.map((_, index) => frame.probabilities?.[index] ?? null),
    ]),
  }
}

import type { CustomSeriesOption, EChartsOption } from 'echarts'
import type { SeverityModel } from '../domain/severity.ts'
import type { LearningPoint } from '../domain/severity-checks.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { countOf, formatNumber } from './statistic-text.ts'

/** What models come to by the number of patients that they learnt from, in points. */
export interface LearningPlot {
  readonly points: readonly LearningPoint[]
  /** MAE of guessing the mean of the other patients, of the whole study; null where it is not known. */
  readonly baselineMae: number | null
}

/** Null where the study is too small to leave anybody out, or was fitted before there was a curve. */
export function learningPlot({ metrics }: Pick<SeverityModel, 'metrics'>): LearningPlot | null {
  const points = metrics.checks?.learning ?? []
  return points.length < 2 ? null : { points, baselineMae: metrics.baselineMae.value }
}

/** What was found, and nothing of what more patients would bring. */
export function learningFinding({ points }: LearningPlot): string {
  const said = (point: LearningPoint | undefined): string =>
    point === undefined
      ? ''
      : `${formatNumber(point.mae.mean, 2)} with ${countOf(point.nPatients, 'patient')}`
  return `MAE by the number of patients learnt from, in points: ${said(points[0])}, ${said(points.at(-1))}`
}

export function learningCaption({ points, baselineMae }: LearningPlot): string {
  const draws = Math.max(...points.map((point) => point.draws))
  const baseline =
    baselineMae === null
      ? ''
      : ` Dashed: guessing the mean of the other patients (${formatNumber(baselineMae, 2)}).`
  return `Mean of ${String(draws)} drawn studies of each size, on patients that no model saw; bars hold 80 of 100 of them. Drawn studies share patients, so that a bar is no interval of the truth; the last mark is the study as it is.${baseline}`
}

/** Bars of what is drawn at `[x, low, high]`. */
function bars(points: readonly LearningPoint[], theme: ChartTheme): CustomSeriesOption {
  return {
    type: 'custom',
    name: '80 of 100 studies',
    silent: true,
    z: 2,
    data: points.flatMap(({ nPatients, mae: { low, high } }) =>
      low === null || high === null ? [] : [[nPatients, low, high]],
    ),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [x = 0, top = 0] = api.coord([api.value(0), api.value(2)])
      const bottom = api.coord([api.value(0), api.value(1)])[1] ?? 0
      const line = (from: readonly [number, number], to: readonly [number, number]) => ({
        type: 'line' as const,
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
        style: { stroke: theme.estimate, lineWidth: 1.25 },
      })
      return {
        type: 'group',
        children: [
          line([x, top], [x, bottom]),
          line([x - 4, top], [x + 4, top]),
          line([x - 4, bottom], [x + 4, bottom]),
        ],
      }
    },
  }
}

/** Between ticks, in points; at most seven of them. */
const STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]

export function learningOption({ points, baselineMae }: LearningPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const last = points.at(-1)?.nPatients ?? 1
  const most = Math.max(baselineMae ?? 0, ...points.map(({ mae: { mean, high } }) => high ?? mean))
  const step = STEPS.find((one) => most / one <= 6) ?? STEPS.at(-1) ?? 1
  return {
    ...base,
    grid: { left: 52, right: 20, top: 12, bottom: 46 },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const point = points[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1]
        if (point === undefined) return ''
        const { mean, low, high } = point.mae
        const spread =
          low === null || high === null
            ? ''
            : `\n80 of 100: ${formatNumber(low, 2)} to ${formatNumber(high, 2)}`
        return `${countOf(point.nPatients, 'patient')}\nMAE ${formatNumber(mean, 2)} points${spread}`
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'Patients that a model learnt from',
        min: 0,
        max: last + Math.ceil(last / 12),
      }),
      nameGap: 26,
    },
    yAxis: {
      ...valueAxis(theme, {
        name: 'MAE (points)',
        min: 0,
        max: Math.ceil(most / step + 0.1) * step,
        interval: step,
        formatter: (value) => formatNumber(value, step < 1 ? 2 : 0),
      }),
      nameGap: 34,
    },
    series: [
      bars(points, theme),
      {
        type: 'line',
        name: 'MAE',
        z: 3,
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: theme.estimate, width: 1.5, type: 'dashed' },
        itemStyle: { color: theme.surface, borderColor: theme.estimate, borderWidth: 1.75 },
        data: points.map(({ nPatients, mae }) => [nPatients, mae.mean]),
        ...(baselineMae === null
          ? {}
          : {
              markLine: {
                silent: true,
                symbol: 'none',
                label: {
                  formatter: 'mean of the others',
                  position: 'insideEndBottom' as const,
                  color: theme.textMuted,
                  fontSize: chartFontSize - 1,
                },
                lineStyle: { color: theme.textMuted, type: 'dashed' as const, width: 1 },
                data: [{ yAxis: baselineMae, name: 'mean of the others' }],
              },
            }),
      },
    ],
  }
}

export function learningTable({ points }: LearningPlot): ChartTable {
  return {
    columns: [
      'patients_learnt_from',
      'draws',
      'mae',
      'mae_low_80',
      'mae_high_80',
      'q2',
      'q2_low_80',
      'q2_high_80',
    ],
    rows: points.map(({ nPatients, draws, mae, q2 }) => [
      ...[nPatients, draws, mae.mean, mae.low, mae.high],
      ...[q2?.mean ?? null, q2?.low ?? null, q2?.high ?? null],
    ]),
  }
}

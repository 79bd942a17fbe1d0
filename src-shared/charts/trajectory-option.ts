import type { CustomSeriesOption, EChartsOption } from 'echarts'
import { brushSeries } from './brush-marks.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, scaleInterval, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatNumber } from './statistic-text.ts'

export interface TrajectoryVisit {
  readonly sessionId: number
  readonly visitLabel: string
  readonly visitDate: string | null
  /** One complete rating per rater. */
  readonly ratings: readonly { readonly rater: string; readonly value: number }[]
  readonly estimate: { readonly value: number; readonly ciLow: number; readonly ciHigh: number } | null
}

export interface PatientTrajectory {
  readonly patientCode: string
  /** In order of visit. */
  readonly visits: readonly TrajectoryVisit[]
}

export interface TrajectoryPlot {
  readonly patients: readonly PatientTrajectory[]
  /** Drawn in front, with its raters and estimates. */
  readonly selected: string | null
  /** A visit that is marked where it is one of the patient in front; not given or null: none. */
  readonly chosen?: number | null
  readonly measureName: string
  readonly min: number
  readonly max: number
}

/** Estimates stand a little to the right of the rating, so that neither hides the other. */
const estimateShift = 0.07

export function meanRating(visit: TrajectoryVisit): number | null {
  const values = visit.ratings.map((rating) => rating.value)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

type Point = [number, number]
type Gap = [null, null]

function meanLine(patient: PatientTrajectory): Point[] {
  return patient.visits.flatMap((visit, index): Point[] => {
    const mean = meanRating(visit)
    return mean === null ? [] : [[index + 1, mean]]
  })
}

/** Vertical whiskers `[x, low, high]` in data units. */
function whiskers(
  name: string,
  data: [number, number, number][],
  look: { color: string; dash: number[] | null; cap: number },
): CustomSeriesOption {
  return {
    type: 'custom',
    name,
    silent: true,
    z: 2,
    data,
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const low = api.coord([api.value(0), api.value(1)])
      const high = api.coord([api.value(0), api.value(2)])
      const [x, bottom] = [low[0] ?? 0, low[1] ?? 0]
      const top = high[1] ?? 0
      const style = {
        stroke: look.color,
        lineWidth: 1.5,
        ...(look.dash === null ? {} : { lineDash: look.dash }),
      }
      const cap = (y: number) => ({
        type: 'line' as const,
        shape: { x1: x - look.cap, y1: y, x2: x + look.cap, y2: y },
        style: { stroke: look.color, lineWidth: 1.5 },
      })
      return {
        type: 'group',
        children: [
          { type: 'line', shape: { x1: x, y1: bottom, x2: x, y2: top }, style },
          cap(top),
          cap(bottom),
        ],
      }
    },
  }
}

/** The band between the lowest and the highest rater, over neighbouring visits. */
function raterBand(patient: PatientTrajectory, color: string): CustomSeriesOption {
  const ranges = patient.visits.flatMap((visit, index): [number, number, number][] => {
    const values = visit.ratings.map((rating) => rating.value)
    return values.length === 0 ? [] : [[index + 1, Math.min(...values), Math.max(...values)]]
  })
  return {
    type: 'custom',
    name: 'rater band',
    silent: true,
    z: 1,
    data: ranges.slice(0, 1),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const corner = (x: number, y: number): Point => {
        const place = api.coord([x, y])
        return [place[0] ?? 0, place[1] ?? 0]
      }
      const lows = ranges.map(([x, low]) => corner(x, low))
      const highs = ranges.map(([x, , high]) => corner(x, high)).reverse()
      return {
        type: 'polygon',
        shape: { points: [...lows, ...highs] },
        style: { fill: color, opacity: 0.14 },
      }
    },
  }
}

/** Where the chosen visit of the patient in front stands: its rating, and its estimate. */
function chosenPlaces(patient: PatientTrajectory, chosen: number | null | undefined): Point[] {
  return patient.visits.flatMap((visit, index): Point[] => {
    if (visit.sessionId !== chosen) return []
    const mean = meanRating(visit)
    return [
      ...(mean === null ? [] : [[index + 1, mean] as Point]),
      ...(visit.estimate === null ? [] : [[index + 1 + estimateShift, visit.estimate.value] as Point]),
    ]
  })
}

function chosenSeries(
  patient: PatientTrajectory,
  chosen: number | null | undefined,
  theme: ChartTheme,
): ReturnType<typeof brushSeries> {
  const places = chosenPlaces(patient, chosen)
  return brushSeries(places, { visit: places.map((_, index) => index), patient: [] }, theme)
}

function selectedSeries(patient: PatientTrajectory, theme: ChartTheme): EChartsOption['series'] {
  const estimates = patient.visits.flatMap((visit, index) =>
    visit.estimate === null ? [] : [{ x: index + 1 + estimateShift, ...visit.estimate }],
  )
  return [
    raterBand(patient, theme.accent),
    {
      type: 'line',
      name: 'mean of raters',
      data: meanLine(patient),
      symbol: 'circle',
      symbolSize: 8,
      z: 4,
      cursor: 'pointer',
      lineStyle: { color: theme.accent, width: 2 },
      itemStyle: { color: theme.accent },
    },
    {
      type: 'scatter',
      name: 'each rater',
      silent: true,
      z: 3,
      symbol: 'rect',
      symbolSize: [10, 2],
      itemStyle: { color: theme.accent },
      data: patient.visits.flatMap((visit, index) =>
        visit.ratings.length < 2 ? [] : visit.ratings.map((rating) => [index + 1, rating.value]),
      ),
    },
    whiskers(
      'interval of the estimate',
      estimates.map((estimate) => [estimate.x, estimate.ciLow, estimate.ciHigh]),
      { color: theme.estimate, dash: [3, 3], cap: 4 },
    ),
    {
      type: 'scatter',
      name: 'estimate',
      z: 5,
      symbolSize: 9,
      cursor: 'pointer',
      itemStyle: { color: theme.surface, borderColor: theme.estimate, borderWidth: 1.75 },
      data: estimates.map((estimate) => [estimate.x, estimate.value]),
    },
  ]
}

/** Which visit (0-based) of the selected patient a mark stands for. */
export function visitOfMark(value: unknown): number | null {
  const x: unknown = Array.isArray(value) ? value[0] : null
  return typeof x === 'number' ? Math.round(x - estimateShift / 2) - 1 : null
}

function hoverText(patient: PatientTrajectory, visit: TrajectoryVisit): string {
  const date = visit.visitDate === null ? '' : ` (${visit.visitDate})`
  const mean = meanRating(visit)
  const lines = [`${patient.patientCode}, ${visit.visitLabel}${date}`]
  if (mean !== null) {
    lines.push(
      `rated ${formatNumber(mean, 1)} (${visit.ratings.map((entry) => `${entry.rater} ${String(entry.value)}`).join(', ')})`,
    )
  }
  if (visit.estimate !== null) {
    const { value, ciLow, ciHigh } = visit.estimate
    lines.push(`estimate ${formatNumber(value, 1)} [${formatNumber(ciLow, 1)}, ${formatNumber(ciHigh, 1)}]`)
  }
  return lines.join('\n')
}

/** Ratings of one patient over the visits in front of everybody else's, which stay grey. */
export function trajectoryOption(plot: TrajectoryPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const selected = plot.patients.find((patient) => patient.patientCode === plot.selected) ?? null
  const others = plot.patients.filter((patient) => patient !== selected)
  // Of hundreds the one in front must still be seen.
  const behind = others.length > 100 ? 0.18 : 0.45
  const visits = Math.max(1, ...plot.patients.map((patient) => patient.visits.length))
  const background: (Point | Gap)[] = others.flatMap((patient): (Point | Gap)[] => [
    ...meanLine(patient),
    [null, null],
  ])
  const front =
    selected === null
      ? []
      : [selectedSeries(selected, theme) ?? [], chosenSeries(selected, plot.chosen, theme)].flat()
  return {
    ...base,
    grid: { left: 52, right: 20, top: 30, bottom: 62 },
    legend: {
      data: [
        ...(selected === null ? [] : ['mean of raters']),
        ...(selected?.visits.some((visit) => visit.estimate !== null) === true ? ['estimate'] : []),
        ...(others.length === 0 ? [] : ['other patients']),
      ],
      right: 8,
      top: 0,
      itemWidth: 20,
      itemHeight: 8,
      selectedMode: false,
      textStyle: { color: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const index = visitOfMark((Array.isArray(params) ? params[0] : params)?.value)
        const visit = index === null ? undefined : selected?.visits[index]
        return selected === null || visit === undefined ? '' : hoverText(selected, visit)
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'Visit',
        min: 0.5,
        max: visits + 0.5,
        formatter: (value) => {
          if (!Number.isInteger(value) || value < 1 || value > visits) return ''
          const visit = selected?.visits[value - 1]
          if (visit === undefined) return String(value)
          return visit.visitDate === null ? visit.visitLabel : `${visit.visitLabel}\n${visit.visitDate}`
        },
      }),
      interval: 0.5,
      axisTick: { show: false },
      splitLine: { show: false },
      nameGap: 42,
    },
    yAxis: {
      ...valueAxis(theme, {
        name: `${plot.measureName} (points, ${String(plot.min)} to ${String(plot.max)})`,
        min: plot.min,
        max: plot.max,
        interval: scaleInterval(plot.min, plot.max),
      }),
      nameGap: 30,
    },
    series: [
      {
        type: 'line',
        name: 'other patients',
        data: background,
        connectNulls: false,
        silent: true,
        z: 0,
        symbol: 'circle',
        symbolSize: 3,
        lineStyle: { color: theme.line, width: 1, opacity: behind },
        itemStyle: { color: theme.line, opacity: behind },
      },
      ...front,
    ],
  }
}

export function trajectoryTable(plot: TrajectoryPlot): ChartTable {
  return {
    columns: [
      'patient',
      'visit',
      'date',
      'raters',
      'mean_rating',
      'estimate',
      'estimate_low',
      'estimate_high',
    ],
    rows: plot.patients.flatMap((patient) =>
      patient.visits.map((visit) => [
        patient.patientCode,
        visit.visitLabel,
        visit.visitDate,
        visit.ratings.length,
        meanRating(visit),
        visit.estimate?.value ?? null,
        visit.estimate?.ciLow ?? null,
        visit.estimate?.ciHigh ?? null,
      ]),
    ),
  }
}

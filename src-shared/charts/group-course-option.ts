import type { CustomSeriesOption, EChartsOption, LineSeriesOption } from 'echarts'
import type { GroupCourse, GroupCourses } from '../domain/group-course.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, scaleInterval, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { countOf, formatStatistic, formatWarnings } from './statistic-text.ts'
import { meanRating } from './trajectory-option.ts'
import type { PatientTrajectory } from './trajectory-option.ts'

export interface GroupCoursePlot extends GroupCourses {
  /** All of them, faint behind the groups. */
  readonly patients: readonly PatientTrajectory[]
  readonly measureName: string
  readonly min: number
  readonly max: number
  /** What makes the groups; null where there is one of all patients. */
  readonly by: string | null
}

/** Shape and dash tell groups apart as well as the colour does. Okabe & Ito; all stand out on light and dark. */
const looks = [
  { color: '#0072b2', symbol: 'circle', dash: 'solid' },
  { color: '#d55e00', symbol: 'rect', dash: 'dashed' },
  { color: '#009e73', symbol: 'triangle', dash: 'dotted' },
  { color: '#cc79a7', symbol: 'diamond', dash: 'solid' },
  { color: '#e69f00', symbol: 'roundRect', dash: 'dashed' },
  { color: '#56b4e9', symbol: 'arrow', dash: 'dotted' },
] as const

/** Groups stand side by side at a visit, so that no interval hides another; visits are 1 apart. */
const APART = 0.05

function shiftOf(place: number, groups: number): number {
  return APART * (place - (groups - 1) / 2)
}

function lastPlace({ groups, patients }: GroupCoursePlot): number {
  return Math.max(
    1,
    ...groups.flatMap(({ visits }) => visits.map(({ place }) => place)),
    ...patients.map(({ visits }) => visits.length),
  )
}

/** Describes; whether groups differ is not tested. */
export function groupCourseFinding({ groups, measureName, by }: GroupCoursePlot): string {
  const n = groups.reduce((sum, { nPatients }) => sum + nPatients, 0)
  if (by === null) return `${measureName} from visit to visit: mean of ${countOf(n, 'patient')}`
  return `${measureName} from visit to visit by ${by.toLowerCase()}: means of ${countOf(groups.length, 'group')}, ${countOf(n, 'patient')}`
}

export function groupCourseCaption(plot: GroupCoursePlot, synthetic: boolean): string {
  const { groups, nUnknown, nLeftOut, by } = plot
  const sizes = groups.map(({ label, nPatients }) => `${label}: ${countOf(nPatients, 'patient')}`).join('; ')
  const unknown = nUnknown === 0 ? '' : ` Of ${countOf(nUnknown, 'rated patient')} the group is not known.`
  const small = nLeftOut === 0 ? '' : ` ${countOf(nLeftOut, 'patient')} in smaller groups are not shown.`
  const untested = by === null ? '' : ' Whether groups differ is not tested.'
  const warnings = formatWarnings(
    groups.flatMap(({ label, visits }) => visits.map(({ mean }) => ({ name: label, statistic: mean }))),
  )
  return `${sizes}. Mean over patients at each visit, each patient counted once, with the 95 % t interval from 8 patients on; visits are the patient’s first, second and so on, and not the same patients come to all. Faint: every patient.${untested}${unknown}${small} ${warnings}${synthetic ? ' Ratings are synthetic.' : ''}`.trimEnd()
}

/** `[x, low, high]` */
function whiskers(group: GroupCourse, shift: number, color: string): CustomSeriesOption {
  return {
    type: 'custom',
    name: `interval of ${group.label}`,
    silent: true,
    z: 3,
    encode: { x: 0, y: [1, 2] },
    data: group.visits.flatMap(({ place, mean: { ciLow, ciHigh } }) =>
      ciLow === null || ciHigh === null ? [] : [[place + shift, ciLow, ciHigh]],
    ),
    renderItem: (_, api) => {
      const [x = 0, bottom = 0] = api.coord([api.value(0), api.value(1)])
      const [, top = 0] = api.coord([api.value(0), api.value(2)])
      const line = (half: number, y1: number, y2: number) => ({
        type: 'line' as const,
        shape: { x1: x - half, y1, x2: x + half, y2 },
        style: { stroke: color, lineWidth: 1.75 },
      })
      return { type: 'group', children: [line(0, bottom, top), line(5, top, top), line(5, bottom, bottom)] }
    },
  }
}

function lineOf(group: GroupCourse, place: number, shift: number): LineSeriesOption {
  const { color, symbol, dash } = looks[place % looks.length] ?? looks[0]
  return {
    type: 'line',
    name: group.label,
    z: 4,
    symbol,
    symbolSize: 9,
    lineStyle: { color, width: 2.25, type: dash },
    itemStyle: { color },
    data: group.visits.flatMap((visit) =>
      visit.mean.value === null ? [] : [[visit.place + shift, visit.mean.value]],
    ),
  }
}

/** Means of groups with their intervals in front of every patient, who stay faint. */
export function groupCourseOption(plot: GroupCoursePlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const { groups, patients } = plot
  const last = lastPlace(plot)
  const labels = new Map(groups.flatMap(({ visits }) => visits.map(({ place, label }) => [place, label])))
  const behind = patients.flatMap((patient): (readonly [number, number] | readonly [null, null])[] => [
    ...patient.visits.flatMap((visit, index) => {
      const value = meanRating(visit)
      return value === null ? [] : [[index + 1, value] as const]
    }),
    [null, null],
  ])
  return {
    ...base,
    grid: { left: 52, right: 20, top: 34, bottom: 56 },
    legend: {
      data: groups.map(({ label }) => label),
      ...{ right: 8, top: 0, itemWidth: 24, itemHeight: 9, selectedMode: false },
      textStyle: { color: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const mark = Array.isArray(params) ? params[0] : params
        const group = groups.find(({ label }) => label === mark?.seriesName)
        const visit = group?.visits[mark?.dataIndex ?? -1]
        if (group === undefined || visit === undefined) return ''
        return `${group.label}, ${visit.label}\nmean ${formatStatistic(visit.mean)}, n = ${countOf(visit.mean.nPatients, 'patient')}`
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'Visit',
        ...{ min: 0.5, max: last + 0.5 },
        formatter: (value) =>
          Number.isInteger(value) && value >= 1 && value <= last ? (labels.get(value) ?? String(value)) : '',
      }),
      interval: 0.5,
      axisTick: { show: false },
      splitLine: { show: false },
      nameGap: 34,
    },
    yAxis: {
      ...valueAxis(theme, {
        name: `${plot.measureName} (points, ${String(plot.min)} to ${String(plot.max)})`,
        ...{ min: plot.min, max: plot.max, interval: scaleInterval(plot.min, plot.max) },
      }),
      nameGap: 30,
    },
    series: [
      {
        type: 'line',
        name: 'every patient',
        data: behind.map((point) => [...point]),
        ...{ connectNulls: false, silent: true, z: 0, symbol: 'none' },
        lineStyle: { color: theme.line, width: 1, opacity: patients.length > 100 ? 0.12 : 0.28 },
      },
      ...groups.flatMap((group, place) => {
        const shift = shiftOf(place, groups.length)
        return [
          whiskers(group, shift, (looks[place % looks.length] ?? looks[0]).color),
          lineOf(group, place, shift),
        ]
      }),
    ],
  }
}

export function groupCourseTable({ groups }: GroupCoursePlot): ChartTable {
  return {
    columns: ['group', 'visit_number', 'visit', 'patients', 'mean', 'mean_low', 'mean_high'],
    rows: groups.flatMap(({ label, visits }) =>
      visits.map(({ place, label: visit, mean }) => [
        ...[label, place, visit, mean.nPatients],
        ...[mean.value, mean.ciLow, mean.ciHigh],
      ]),
    ),
  }
}

import type { CustomSeriesOption, EChartsOption } from 'echarts'
import { featureWords, headWords } from '../domain/head-kind.ts'
import type { HeadDifference, Statistic } from '../domain/severity.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { inTwoLines } from './forest-option.ts'
import { countOf, formatNumber, formatStatistic, formatWarnings } from './statistic-text.ts'

/** What the interval of a difference in error allows to say of another head. */
export type DifferenceVerdict = 'less' | 'more' | 'not-clear'

export interface DifferenceRow {
  readonly modelId: number
  readonly name: string
  readonly difference: Statistic
  readonly verdict: DifferenceVerdict
}

/** Paired differences in mean absolute error from one head, on the same visits. */
export interface HeadDifferences {
  /** The head that the others are held against. */
  readonly against: string
  readonly rows: readonly DifferenceRow[]
}

const verdicts = ['less', 'more', 'not-clear'] as const satisfies readonly DifferenceVerdict[]

export const differenceWords: Readonly<Record<DifferenceVerdict, string>> = {
  less: 'errs less',
  more: 'errs more',
  'not-clear': 'not clear',
}

function verdictOf({ ciLow, ciHigh }: Statistic): DifferenceVerdict {
  if (ciLow === null || ciHigh === null) return 'not-clear'
  if (ciHigh < 0) return 'less'
  return ciLow > 0 ? 'more' : 'not-clear'
}

function nameOf({ head, features }: Pick<HeadDifference, 'head' | 'features'>): string {
  return `${headWords[head].title}, ${featureWords[features].title}`
}

/** Null where there is no other head on the same visits. */
export function headDifferences(compared: readonly HeadDifference[]): HeadDifferences | null {
  const against = compared.find(({ difference }) => difference === null)
  const rows = compared.flatMap((row): DifferenceRow[] =>
    row.difference === null || row.difference.value === null
      ? []
      : [
          {
            ...{ modelId: row.modelId, name: nameOf(row), difference: row.difference },
            verdict: verdictOf(row.difference),
          },
        ],
  )
  return against === undefined || rows.length === 0 ? null : { against: nameOf(against), rows }
}

/** More names than these make no title. */
const MOST_NAMED = 2

function named(rows: readonly DifferenceRow[]): string {
  return rows.length > MOST_NAMED ? countOf(rows.length, 'head') : rows.map(({ name }) => name).join('; ')
}

/** No head is called as good as another: an interval that holds 0 says that it is not clear. */
export function differenceFinding({ against, rows }: HeadDifferences): string {
  const of = (verdict: DifferenceVerdict): DifferenceRow[] => rows.filter((row) => row.verdict === verdict)
  const [less, more] = [of('less'), of('more')]
  if (less.length + more.length === 0) {
    return `Whether ${rows.length === 1 ? 'the other head errs' : 'any other head errs'} less or more than ${against} is not clear`
  }
  const parts = [
    ...(less.length === 0 ? [] : [`less on average: ${named(less)}`]),
    ...(more.length === 0 ? [] : [`more: ${named(more)}`]),
  ]
  return `Against ${against} errs ${parts.join('; ')}`
}

export function differenceCaption({ rows }: HeadDifferences): string {
  const [first] = rows
  const n =
    first === undefined
      ? ''
      : `n = ${countOf(first.difference.nPatients, 'patient')}, ${countOf(first.difference.nSessions, 'visit')}; `
  return `Mean absolute error less that of the head of this model, in points of the item, on the same visits; ${n}95 % interval: ${first?.difference.method ?? ''}. Intervals are each of its own difference, not adjusted for how many heads are compared. ${formatWarnings(rows.map(({ name, difference }) => ({ name, statistic: difference })))}`.trimEnd()
}

/** In px. */
const ROW = 32
const NAMES = 230

export function differenceHeight({ rows }: HeadDifferences): number {
  return 82 + ROW * Math.max(1, rows.length)
}

/** Symmetric about 0, so that the side of a mark is seen at once. */
function halfRange({ rows }: HeadDifferences): number {
  const ends = rows.flatMap(({ difference: { value, ciLow, ciHigh } }) => [value, ciLow, ciHigh])
  const farthest = Math.max(0.05, ...ends.flatMap((end) => (end === null ? [] : [Math.abs(end)])))
  const step = farthest > 1 ? 0.5 : farthest > 0.25 ? 0.1 : 0.05
  return Math.ceil(farthest / step - 1e-9) * step
}

function intervals({ rows }: HeadDifferences, theme: ChartTheme): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'interval',
    silent: true,
    z: 2,
    encode: { x: [1, 2], y: 0 },
    data: rows.flatMap(({ difference: { ciLow, ciHigh } }, row) =>
      ciLow === null || ciHigh === null ? [] : [[row, ciLow, ciHigh]],
    ),
    renderItem: (_, api) => {
      const [left = 0, y = 0] = api.coord([api.value(1), api.value(0)])
      const [right = 0] = api.coord([api.value(2), api.value(0)])
      const color = rows[Number(api.value(0))]?.verdict === 'not-clear' ? theme.textMuted : theme.accent
      const line = (x1: number, x2: number, half: number) => ({
        type: 'line' as const,
        shape: { x1, y1: y - half, x2, y2: y + half },
        style: { stroke: color, lineWidth: 1.5 },
      })
      return { type: 'group', children: [line(left, right, 0), line(left, left, 4), line(right, right, 4)] }
    },
  }
}

/** Shape and filling say the verdict, so that the colour is never needed. */
function lookOf(
  verdict: DifferenceVerdict,
  theme: ChartTheme,
): { symbol: string; fill: string; edge: string } {
  if (verdict === 'less') return { symbol: 'diamond', fill: theme.accent, edge: theme.accent }
  if (verdict === 'more') return { symbol: 'triangle', fill: theme.surface, edge: theme.accent }
  return { symbol: 'circle', fill: theme.surface, edge: theme.textMuted }
}

/** One line a head: how much more or less it errs than the head of this model, and how sure that is. */
export function differenceOption(plot: HeadDifferences, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const half = halfRange(plot)
  const label = { color: theme.text, fontSize: chartFontSize - 1, fontFamily: theme.font, interval: 0 }
  const axis = {
    type: 'category' as const,
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
  }
  return {
    ...base,
    grid: { left: NAMES + 12, right: 150, top: 28, bottom: 46 },
    legend: {
      data: verdicts.map((verdict) => differenceWords[verdict]),
      ...{ right: 8, top: 0, itemWidth: 12, itemHeight: 9, selectedMode: false },
      textStyle: { color: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const value: unknown = (Array.isArray(params) ? params[0] : params)?.value
        const row = plot.rows[Number(Array.isArray(value) ? value[1] : NaN)]
        if (row === undefined) return ''
        return `${row.name}\n${formatStatistic(row.difference)} points against ${plot.against}: ${differenceWords[row.verdict]}`
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: '← errs less   Difference in MAE (points)   errs more →',
        ...{ min: -half, max: half, interval: half / 2 },
        formatter: (value) => formatNumber(value, half / 2 < 0.1 ? 3 : 2),
      }),
      nameGap: 26,
    },
    yAxis: [
      {
        ...axis,
        data: plot.rows.map(({ name }) => name),
        axisLabel: { ...label, formatter: inTwoLines, lineHeight: 12 },
      },
      {
        ...axis,
        position: 'right',
        data: plot.rows.map(({ difference }) => formatStatistic(difference)),
        axisLabel: { ...label, color: theme.textMuted },
      },
    ],
    series: [
      intervals(plot, theme),
      ...verdicts.map((verdict, place) => {
        const { symbol, fill, edge } = lookOf(verdict, theme)
        return {
          type: 'scatter' as const,
          name: differenceWords[verdict],
          z: 3,
          symbol,
          symbolSize: verdict === 'less' ? 12 : 9,
          itemStyle: { color: fill, borderColor: edge, borderWidth: 1.75 },
          data: plot.rows.flatMap((row, index) =>
            row.verdict === verdict ? [[row.difference.value ?? NaN, index]] : [],
          ),
          ...(place === 0
            ? {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  label: { show: false },
                  lineStyle: { color: theme.line, type: 'solid' as const, width: 1 },
                  data: [{ xAxis: 0, name: 'no difference' }],
                },
              }
            : {}),
        }
      }),
    ],
  }
}

export function differenceTable({ rows }: HeadDifferences): ChartTable {
  return {
    columns: ['head', 'mae_difference', 'low', 'high', 'verdict', 'patients', 'visits'],
    rows: rows.map(({ name, difference, verdict }) => [
      ...[name, difference.value, difference.ciLow, difference.ciHigh, differenceWords[verdict]],
      ...[difference.nPatients, difference.nSessions],
    ]),
  }
}

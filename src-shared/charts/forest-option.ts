import type { CustomSeriesOption, EChartsOption } from 'echarts'
import { headWords } from '../domain/head-kind.ts'
import { baselineVerdict } from '../domain/severity.ts'
import type { BaselineVerdict, SeverityModel, Statistic } from '../domain/severity.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatNumber, formatStatistic } from './statistic-text.ts'

/** One line a fitted item: how much better than the mean of the other patients, and how sure that is. */
export interface ForestRow {
  readonly modelId: number
  readonly name: string
  readonly statistic: Statistic
  readonly verdict: BaselineVerdict
}

/** Of all fitted items, from top to bottom; the measure is Q², for which 0 is no better than the mean. */
export interface ForestPlot {
  readonly rows: readonly ForestRow[]
}

export const verdictWords: Readonly<Record<BaselineVerdict, string>> = {
  better: 'better than the mean',
  related: 'related',
  'not-clear': 'not clear',
}

const verdicts = ['better', 'related', 'not-clear'] as const satisfies readonly BaselineVerdict[]

/** Room for one row, which are two lines of a name, and for what stands above and below all rows, in px. */
const ROW = 30
const FRAME = 84

/** For names, in px. */
const NAMES = 210
/** So many letters have room beside each other there. */
const LETTERS = 36

/** Broken between words; what is longer than two lines ends in an ellipsis, and is whole in the table and where it is pointed at. */
export function inTwoLines(name: string): string {
  if (name.length <= LETTERS) return name
  const space = name.lastIndexOf(' ', LETTERS)
  const at = space > 0 ? space : LETTERS
  const rest = name.slice(at).trim()
  return `${name.slice(0, at)}\n${rest.length <= LETTERS ? rest : `${rest.slice(0, LETTERS - 1).trimEnd()}…`}`
}

export function forestHeight({ rows }: ForestPlot): number {
  return FRAME + ROW * Math.max(1, rows.length)
}

type Named = Pick<SeverityModel, 'id' | 'itemName' | 'scaleId' | 'packId' | 'head' | 'metrics'>

/** An item is named with its scale, pack or head where one name alone could be two models. */
function namesOf(models: readonly Named[], titleOf: (scaleId: string) => string): string[] {
  const scales = new Set(models.map(({ scaleId }) => scaleId))
  const packs = new Set(models.map(({ packId }) => packId))
  const heads = new Set(models.map(({ head }) => head))
  return models.map(({ itemName, scaleId, packId, head }) =>
    [
      itemName,
      ...(scales.size > 1 ? [titleOf(scaleId)] : []),
      ...(packs.size > 1 ? [packId] : []),
      ...(heads.size > 1 ? [headWords[head].title] : []),
    ].join(', '),
  )
}

export function forestPlot(models: readonly Named[], titleOf: (scaleId: string) => string): ForestPlot {
  const names = namesOf(models, titleOf)
  return {
    rows: models.map(({ id, metrics }, place) => ({
      ...{ modelId: id, name: names[place] ?? '', statistic: metrics.q2 },
      verdict: baselineVerdict(metrics),
    })),
  }
}

/** More names than these make no title. */
const MOST_NAMED = 3

function listOf(rows: readonly ForestRow[], all: number): string {
  if (rows.length > MOST_NAMED) return `${String(rows.length)} of ${String(all)} models`
  return rows.map(({ name }) => name).join('; ')
}

/** What the tests and intervals of all items together allow to say. */
export function forestFinding({ rows }: ForestPlot): string {
  const [better, related] = (['better', 'related'] as const).map((verdict) =>
    rows.filter((row) => row.verdict === verdict),
  )
  const noun = rows.length === 1 ? 'model' : 'models'
  const of = `of ${String(rows.length)} fitted ${noun}`
  if (better === undefined || related === undefined) return ''
  const first =
    better.length === 0
      ? `None ${of} is clearly closer to the ratings than the mean of the other patients`
      : `Closer to the ratings than the mean of the other patients: ${listOf(better, rows.length)}`
  const second = related.length === 0 ? '' : `. Related to them: ${listOf(related, rows.length)}`
  const counted = better.length === 0 || better.length > MOST_NAMED ? '' : ` (${String(better.length)} ${of})`
  return `${first}${counted}${second}`
}

/** Q² has no lower bound: an interval that goes on below this ends in an arrow. */
const LOWEST = -1
const STEP = 0.25

function lowestShown({ rows }: ForestPlot): number {
  const ends = rows.flatMap(({ statistic: { value, ciLow } }) => [value, ciLow]).filter((end) => end !== null)
  return Math.max(LOWEST, Math.floor(Math.min(-STEP, ...ends) / STEP) * STEP)
}

interface Look {
  readonly symbol: 'diamond' | 'rect' | 'circle'
  readonly color: string
  readonly fill: string
}

/** Shape and filling say the verdict, so that the colour is never needed. */
function lookOf(verdict: BaselineVerdict, theme: ChartTheme): Look {
  if (verdict === 'better') return { symbol: 'diamond', color: theme.accent, fill: theme.accent }
  if (verdict === 'related') return { symbol: 'rect', color: theme.accent, fill: theme.surface }
  return { symbol: 'circle', color: theme.textMuted, fill: theme.surface }
}

/** In px. */
type Place = readonly [x: number, y: number]

/** The interval of each row, `[row, low, high]`, cut at the left edge. */
function intervals(plot: ForestPlot, min: number, theme: ChartTheme): CustomSeriesOption {
  const data = plot.rows.flatMap(({ statistic: { ciLow, ciHigh } }, row) =>
    ciLow === null || ciHigh === null ? [] : [[row, ciLow, Math.min(1, ciHigh)]],
  )
  return {
    type: 'custom',
    name: 'interval',
    silent: true,
    z: 2,
    data,
    encode: { x: [1, 2], y: 0 },
    renderItem: (_, api) => {
      const row = Number(api.value(0))
      const from = Number(api.value(1))
      const [left = 0, y = 0] = api.coord([Math.max(min, from), row])
      const end = Number(api.value(2))
      // All of it lies further left: an arrow says so.
      const right = end < min ? left + 12 : (api.coord([end, row])[0] ?? 0)
      const verdict = plot.rows[row]?.verdict ?? 'not-clear'
      const style = { stroke: lookOf(verdict, theme).color, lineWidth: 1.5, fill: 'none' }
      const line = ([x1, y1]: Place, [x2, y2]: Place) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style,
      })
      const start =
        from < min
          ? [line([left, y], [left + 6, y - 4]), line([left, y], [left + 6, y + 4])]
          : [line([left, y - 4], [left, y + 4])]
      return {
        type: 'group',
        children: [
          line([left, y], [right, y]),
          ...start,
          ...(end < min ? [] : [line([right, y - 4], [right, y + 4])]),
        ],
      }
    },
  }
}

/** Q² of every item with its interval, the item at the left and the numbers at the right. */
export function forestOption(plot: ForestPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const min = lowestShown(plot)
  const label = { color: theme.text, fontSize: chartFontSize - 1, fontFamily: theme.font }
  const axis = {
    type: 'category' as const,
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
  }
  return {
    ...base,
    grid: { left: NAMES + 12, right: 176, top: 28, bottom: 46 },
    legend: {
      data: verdicts.map((verdict) => verdictWords[verdict]),
      right: 8,
      top: 0,
      itemWidth: 12,
      itemHeight: 9,
      selectedMode: false,
      textStyle: { color: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const place: unknown = (Array.isArray(params) ? params[0] : params)?.value
        const row = plot.rows[Number(Array.isArray(place) ? place[1] : NaN)]
        if (row === undefined) return ''
        const { statistic, name, verdict } = row
        return [
          name,
          `Q² ${formatStatistic(statistic)}: ${verdictWords[verdict]}`,
          `${String(statistic.nPatients)} patients, ${String(statistic.nSessions)} visits`,
        ].join('\n')
      },
    },
    xAxis: {
      ...valueAxis(theme, {
        name: 'Q²: share of squared error less than by the mean of the other patients',
        min,
        max: 1,
        interval: min <= -0.5 ? 0.5 : STEP,
        formatter: (value) => formatNumber(value, 2),
      }),
      nameGap: 26,
    },
    yAxis: [
      {
        ...axis,
        data: plot.rows.map(({ name }) => name),
        axisLabel: { ...label, formatter: inTwoLines, lineHeight: 12, interval: 0 },
      },
      {
        ...axis,
        position: 'right',
        data: plot.rows.map(
          ({ statistic }) => `${formatStatistic(statistic)}  n = ${String(statistic.nPatients)}`,
        ),
        axisLabel: { ...label, color: theme.textMuted, interval: 0 },
      },
    ],
    series: [
      intervals(plot, min, theme),
      ...verdicts.map((verdict, place) => {
        const { symbol, color, fill } = lookOf(verdict, theme)
        return {
          type: 'scatter' as const,
          name: verdictWords[verdict],
          cursor: 'pointer',
          z: 3,
          symbol,
          symbolSize: verdict === 'better' ? 12 : 9,
          itemStyle: { color: fill, borderColor: color, borderWidth: 1.75 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
          data: plot.rows.flatMap((row, index) =>
            row.verdict === verdict && row.statistic.value !== null && row.statistic.value >= min
              ? [[row.statistic.value, index]]
              : [],
          ),
          ...(place === 0
            ? {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  label: { show: false },
                  lineStyle: { color: theme.line, type: 'solid' as const, width: 1 },
                  data: [{ xAxis: 0, name: 'no better than the mean' }],
                },
              }
            : {}),
        }
      }),
    ],
  }
}

/** The model whose mark was clicked; null for anything else. */
export function clickedModel({ rows }: ForestPlot, value: unknown): number | null {
  const row: unknown = Array.isArray(value) ? value[1] : null
  return typeof row === 'number' ? (rows[row]?.modelId ?? null) : null
}

export function forestTable({ rows }: ForestPlot): ChartTable {
  return {
    columns: ['item', 'q2', 'q2_low', 'q2_high', 'verdict', 'patients', 'visits'],
    rows: rows.map(({ name, statistic, verdict }) => [
      ...[name, statistic.value, statistic.ciLow, statistic.ciHigh, verdictWords[verdict]],
      ...[statistic.nPatients, statistic.nSessions],
    ]),
  }
}

import type { EChartsOption } from 'echarts'
import type { EstimateSum } from '../domain/estimate-parts.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize, valueAxis } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { formatNumber } from './statistic-text.ts'

/** One bar: what a clip, a prompt or the spread adds to what is said of the mean visit, in points. */
export interface PartBar {
  readonly name: string
  readonly points: number
  /** What else is told where it is pointed at. */
  readonly note: string
  /** Null for what no clip is behind. */
  readonly clipId: number | null
}

export interface PartsPlot {
  /** From top to bottom. */
  readonly bars: readonly PartBar[]
  /** How many there are; more than are drawn where there are very many. */
  readonly total: number
  /** What the bars are, e.g. `clip`. */
  readonly noun: string
}

/** More bars than these cannot be read; the weakest are left to the table. */
const MOST_BARS = 40

const ROW = 22
const FRAME = 64
const LETTERS = 30
/** Of a letter of a name, in px; and the least and the most room for names. */
const LETTER = 6
const NAMES = { min: 80, max: 190 }

/** Room for the longest name, so that bars have the rest of a narrow chart. */
function roomFor(names: readonly string[]): number {
  const longest = Math.max(0, ...names.map(({ length }) => length))
  return Math.min(NAMES.max, Math.max(NAMES.min, 16 + LETTER * longest))
}

export function signed(points: number): string {
  const text = formatNumber(points, 2)
  return points > 0 && !/^0[.0]*$/u.test(text) ? `+${text}` : text
}

function strongest(bars: readonly PartBar[]): PartBar[] {
  if (bars.length <= MOST_BARS) return [...bars]
  const kept = new Set(bars.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, MOST_BARS))
  return bars.filter((bar) => kept.has(bar))
}

/** Of the clips of a visit, in their order, and of the spread where it is a feature. `nameOf` is how a clip is called. */
export function clipPlot(
  { clips, spread }: Pick<EstimateSum, 'clips' | 'spread'>,
  nameOf: (clipId: number) => string,
): PartsPlot {
  const bars = [
    ...clips.map(({ clipId, points }) => ({ name: nameOf(clipId), points, note: '', clipId })),
    ...(spread === null
      ? []
      : [
          {
            ...{ name: 'how much the face changes', points: spread, clipId: null },
            note: 'The spread over all moments of the visit, which belongs to no clip alone.',
          },
        ]),
  ]
  return { bars, total: bars.length, noun: 'clip' }
}

const percent = (share: number): string => `${formatNumber(100 * share, 0)} %`

/** The strongest first. */
export function promptPlot({ prompts }: Pick<EstimateSum, 'prompts'>): PartsPlot {
  const bars = prompts
    .map(({ label, share, usualShare, points }) => ({
      ...{ name: label, points, clipId: null },
      note: `likely in ${percent(share)} of the moments; on the mean visit in ${percent(usualShare)}`,
    }))
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
  return { bars, total: bars.length, noun: 'prompt' }
}

export function partsHeight({ bars }: PartsPlot): number {
  return FRAME + ROW * Math.max(1, Math.min(MOST_BARS, bars.length))
}

/** What of it is arithmetic and no finding: how the number came about. */
export function partsFinding(plot: PartsPlot, visit: string, { base, uncut }: EstimateSum): string {
  const way = `${visit}: ${formatNumber(base, 2)} of the mean visit ${signed(uncut - base)} = ${formatNumber(uncut, 2)} points`
  const most = plot.bars.reduce<PartBar | null>(
    (best, bar) => (best === null || bar.points > best.points ? bar : best),
    null,
  )
  const least = plot.bars.reduce<PartBar | null>(
    (best, bar) => (best === null || bar.points < best.points ? bar : best),
    null,
  )
  const ends = [
    ...(most !== null && most.points > 0 ? [`most for more: ${most.name} (${signed(most.points)})`] : []),
    ...(least !== null && least.points < 0 ? [`most for less: ${least.name} (${signed(least.points)})`] : []),
  ]
  return [way, ...ends].join('; ')
}

/** What a reader needs to take it for no more than it is. */
export function partsCaption(
  plot: PartsPlot,
  { uncut, estimate, heldOut }: EstimateSum,
  range: { readonly min: number; readonly max: number },
): string {
  const model = heldOut
    ? 'by a model that never saw this patient'
    : 'by the final model, which learnt from this patient'
  const cut =
    uncut === estimate || (uncut >= range.min && uncut <= range.max)
      ? ''
      : ` The estimate that is shown, ${formatNumber(estimate, 2)}, is cut to the range of the item, ${String(range.min)} to ${String(range.max)}.`
  const left =
    plot.bars.length > MOST_BARS
      ? ` Drawn are the ${String(MOST_BARS)} strongest of ${String(plot.total)}.`
      : ''
  return `n = 1 visit, ${String(plot.total)} ${plot.noun}${plot.total === 1 ? '' : 's'}; estimated ${model}. The bars add up to what the estimate differs by from that of the mean visit.${cut}${left} They say how the model came to its number: not what caused a rating, nor how sure the estimate is.`
}

export function partsOption(plot: PartsPlot, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const bars = strongest(plot.bars)
  const reach = Math.max(0.1, ...bars.map(({ points }) => Math.abs(points))) * 1.25
  const label = { fontSize: chartFontSize - 1, fontFamily: theme.font }
  const axis = valueAxis(theme, {
    name: 'Points for a lower (left) or a higher estimate (right)',
    min: -reach,
    max: reach,
    formatter: (value) => (Math.abs(value) === reach ? '' : formatNumber(value, 2)),
  })
  return {
    ...base,
    grid: { left: roomFor(bars.map(({ name }) => name)), right: 16, top: 8, bottom: 46 },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const bar = bars[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? -1]
        if (bar === undefined) return ''
        return [`${bar.name}: ${signed(bar.points)} points`, ...(bar.note === '' ? [] : [bar.note])].join(
          '\n',
        )
      },
    },
    xAxis: { ...axis, splitNumber: 4, axisLabel: { ...axis.axisLabel, hideOverlap: true }, nameGap: 26 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        color: theme.text,
        interval: 0,
        formatter: (name: string) =>
          name.length <= LETTERS ? name : `${name.slice(0, LETTERS - 1).trimEnd()}…`,
      },
    },
    series: [
      {
        type: 'bar',
        name: 'parts',
        barMaxWidth: 14,
        cursor: bars.some(({ clipId }) => clipId !== null) ? 'pointer' : 'default',
        data: bars.map(({ points }) => ({
          value: points,
          // Filled for more, hollow for less: the side says it, too.
          itemStyle: {
            color: points >= 0 ? theme.estimate : theme.surface,
            borderColor: theme.estimate,
            borderWidth: 1.5,
          },
          label: { position: points >= 0 ? ('right' as const) : ('left' as const) },
        })),
        label: {
          ...label,
          show: true,
          color: theme.text,
          formatter: (params) => signed(Number(params.value)),
        },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: theme.line, type: 'solid', width: 1 },
          data: [{ xAxis: 0, name: 'as of the mean visit' }],
        },
      },
    ],
  }
}

/** The clip behind a bar that was clicked; null for what has none. */
export function clickedPart(plot: PartsPlot, dataIndex: number): PartBar | null {
  return strongest(plot.bars)[dataIndex] ?? null
}

export function partsTable(plot: PartsPlot): ChartTable {
  return { columns: [plot.noun, 'points'], rows: plot.bars.map(({ name, points }) => [name, points]) }
}

/** A moment as it is listed: what it adds, and where it is. */
export interface ListedMoment {
  readonly clipId: number
  readonly startMs: number
  readonly endMs: number
  readonly points: number
}

/** The moments that say most for a higher estimate, the strongest first, then those for a lower one. */
export function strongestMoments({ clips }: Pick<EstimateSum, 'clips'>, eachWay: number): ListedMoment[] {
  const all = clips.flatMap(({ clipId, moments }) => moments.map((moment) => ({ clipId, ...moment })))
  const up = all.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points)
  const down = all.filter(({ points }) => points < 0).toSorted((a, b) => a.points - b.points)
  return [...up.slice(0, eachWay), ...down.slice(0, eachWay)]
}

import type { CustomSeriesOption, EChartsOption } from 'echarts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { RatingCell, RatingRow } from './rating-map.ts'
import { countOf, formatNumber, formatPercent } from './statistic-text.ts'

export interface RatingMap {
  readonly items: readonly { readonly name: string; readonly min: number; readonly max: number }[]
  /** From top to bottom; those of a patient stand together. */
  readonly rows: readonly RatingRow[]
  /** All that were rated, of which `rows` may be a page. */
  readonly all: readonly RatingRow[]
  readonly scaleTitle: string
  /** Visit that is marked; null for none. */
  readonly chosen: number | null
  /** Height of a visit in px; where it is low only some patients are named. */
  readonly rowHeight: number
}

/** In px. */
const NAMES = 190
const BELOW = 34
const COLUMN = { least: 20, most: 56 }
/** Room for a number. */
const NUMBER = { width: 24, height: 13 }
const LABELLED = 11
/** From here on a number reads better in the colour of the ground, on light and on dark. */
const DARK = 0.72
const PER_LETTER = 5.2
const LETTERS_ABOVE = 26
const LETTERS = 28

const short = (name: string, letters: number): string =>
  name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`

function columnWidth({ items }: RatingMap): number {
  return Math.max(COLUMN.least, Math.min(COLUMN.most, Math.floor(660 / Math.max(1, items.length))))
}

function above({ items }: RatingMap): number {
  const longest = Math.max(0, ...items.map(({ name }) => Math.min(LETTERS_ABOVE, name.length)))
  return Math.ceil(16 + PER_LETTER * longest)
}

/** In px. */
export function ratingMapHeight(map: RatingMap): number {
  return above(map) + map.rowHeight * Math.max(1, map.rows.length) + BELOW
}

/** In px. */
export function ratingMapWidth(map: RatingMap): number {
  return NAMES + columnWidth(map) * map.items.length + above(map)
}

const patientsOf = (rows: readonly RatingRow[]): number =>
  new Set(rows.map(({ patientCode }) => patientCode)).size

/** What is there and what is missing: a count, as nothing is tested here. */
export function ratingMapFinding({ all, items, scaleTitle }: RatingMap): string {
  const n = `${countOf(patientsOf(all), 'patient')}, ${countOf(all.length, 'visit')}`
  const cells = all.flatMap((row) => row.cells)
  const missing = cells.filter(({ value }) => value === null).length
  const what = `${scaleTitle}, ${countOf(items.length, 'item')}: ${n}`
  if (missing === 0) return `${what}, no rating missing`
  const share = missing / cells.length
  return `${what}, ${share < 0.01 ? 'less than 1 %' : formatPercent(share)} of the ratings missing`
}

export interface CaptionOf {
  readonly who: string
  readonly synthetic: boolean
  /** Where nothing can be pointed at or saved. Not given: false. */
  readonly onPaper?: boolean
}

export function ratingMapCaption({ all, rows }: RatingMap, of: CaptionOf): string {
  const page =
    rows.length === all.length
      ? ''
      : ` Shown: ${countOf(patientsOf(rows), 'patient')} with ${countOf(rows.length, 'visit')}; the saved numbers are of these.`
  const pointing = '; the range stands where an item is pointed at'
  return `${of.who}. The darker, the nearer to the highest value of the item’s own range, so that items and scales compare${of.onPaper === true ? '' : pointing}. Crossed out: a rater looked and could give no value. Empty: not rated.${of.onPaper === true ? '' : page}${of.synthetic ? ' Ratings are synthetic.' : ''}`
}

/** In px. */
type Place = readonly [x: number, y: number]

function cells(map: RatingMap, theme: ChartTheme): CustomSeriesOption {
  const width = columnWidth(map)
  const hasNumbers = width >= NUMBER.width && map.rowHeight >= NUMBER.height
  return {
    type: 'custom',
    name: 'visits',
    cursor: 'pointer',
    z: 2,
    encode: { x: 0, y: 1 },
    data: map.rows.flatMap((row, place) => row.cells.map((_, item) => [item, place])),
    renderItem: (_, api) => {
      const cell = map.rows[Number(api.value(1))]?.cells[Number(api.value(0))]
      const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)])
      const inset = map.rowHeight >= LABELLED ? 1 : 0.25
      const [left, top] = [x - width / 2 + 0.5, y - map.rowHeight / 2 + inset / 2]
      const box = { x: left, y: top, width: width - 1, height: map.rowHeight - inset }
      const share = cell?.share ?? null
      const stroke = ([x1, y1]: Place, [x2, y2]: Place) => ({
        type: 'line' as const,
        silent: true,
        shape: { x1, y1, x2, y2 },
        style: { stroke: theme.line, lineWidth: 1 },
      })
      const [right, bottom] = [left + box.width, top + box.height]
      const crossed = cell?.couldNot === true
      return {
        type: 'group',
        children: [
          { type: 'rect', shape: box, style: { fill: theme.surface, stroke: theme.grid, lineWidth: inset } },
          ...(share === null
            ? []
            : [
                {
                  type: 'rect' as const,
                  shape: box,
                  style: { fill: theme.accent, opacity: 0.05 + 0.95 * share },
                },
              ]),
          ...(crossed ? [stroke([left, top], [right, bottom]), stroke([left, bottom], [right, top])] : []),
          ...(hasNumbers && cell !== undefined && cell.value !== null
            ? [
                {
                  type: 'text' as const,
                  silent: true,
                  style: {
                    text: formatNumber(cell.value, Number.isInteger(cell.value) ? 0 : 1),
                    ...{ x, y, align: 'center' as const, verticalAlign: 'middle' as const },
                    fill: (share ?? 0) > DARK ? theme.surface : theme.text,
                    ...{ fontSize: chartFontSize - 2, fontFamily: theme.font },
                  },
                },
              ]
            : []),
        ],
      }
    },
  }
}

/** A line above the first visit of each patient, and a frame around the visit that was chosen. */
function bounds(map: RatingMap, theme: ChartTheme): CustomSeriesOption {
  const width = columnWidth(map)
  const full = width * map.items.length
  const starts = map.rows.flatMap((row, place) =>
    place > 0 && row.patientCode !== map.rows[place - 1]?.patientCode ? [[0, place, 0]] : [],
  )
  const chosen = map.rows.findIndex(({ sessionId }) => sessionId === map.chosen)
  return {
    type: 'custom',
    name: 'patients',
    silent: true,
    z: 4,
    encode: { x: 0, y: 1 },
    data: [...starts, ...(chosen < 0 ? [] : [[0, chosen, 1]])],
    renderItem: (_, api) => {
      const [x = 0, y = 0] = api.coord([0, api.value(1)])
      const [left, top] = [x - width / 2, y - map.rowHeight / 2]
      if (api.value(2) === 1) {
        return {
          type: 'rect',
          shape: { x: left, y: top, width: full, height: map.rowHeight },
          style: { fill: 'none', stroke: theme.text, lineWidth: 2 },
        }
      }
      return {
        type: 'line',
        shape: { x1: left - 6, y1: top, x2: left + full, y2: top },
        style: { stroke: theme.textMuted, lineWidth: 1 },
      }
    },
  }
}

/** The key: from the lowest to the highest value of an item. */
function key(map: RatingMap, theme: ChartTheme): CustomSeriesOption {
  const y = above(map) + map.rowHeight * Math.max(1, map.rows.length) + 16
  const label = { fill: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font }
  return {
    type: 'custom',
    name: 'key',
    silent: true,
    data: [[0, 0]],
    renderItem: () => ({
      type: 'group',
      children: [
        {
          type: 'text',
          style: {
            ...{ text: 'lowest', x: NAMES - 6, y: y + 6, align: 'right', verticalAlign: 'middle' },
            ...label,
          },
        },
        ...[0, 0.25, 0.5, 0.75, 1].map((share, place) => ({
          type: 'rect' as const,
          shape: { x: NAMES + 20 * place, y, width: 19, height: 12 },
          style: { fill: theme.accent, opacity: 0.05 + 0.95 * share },
        })),
        {
          type: 'text',
          style: {
            text: 'highest value of the item',
            x: NAMES + 106,
            y: y + 6,
            verticalAlign: 'middle',
            ...label,
          },
        },
      ],
    }),
  }
}

function hoverText(map: RatingMap, row: RatingRow, item: number): string {
  const of = map.items[item]
  const cell: RatingCell | undefined = row.cells[item]
  if (of === undefined || cell === undefined) return ''
  const date = row.visitDate === null ? '' : ` (${row.visitDate})`
  const raters = cell.nRaters > 1 ? `, mean of ${String(cell.nRaters)} raters` : ''
  const value =
    cell.value === null
      ? cell.couldNot
        ? 'no value could be given'
        : 'not rated'
      : `${formatNumber(cell.value, Number.isInteger(cell.value) ? 0 : 2)} of ${String(of.min)} to ${String(of.max)}${raters}`
  return `${row.patientCode}, ${row.visitLabel}${date}\n${of.name}\n${value}`
}

/** The patient's code stands at the first of the visits. */
function rowName({ rows, rowHeight }: RatingMap, place: number): string {
  const row = rows[place]
  if (row === undefined) return ''
  const isFirst = rows[place - 1]?.patientCode !== row.patientCode
  if (rowHeight < LABELLED)
    return isFirst && place % Math.ceil(LABELLED / rowHeight) === 0 ? row.patientCode : ''
  return short(isFirst ? `${row.patientCode}  ${row.visitLabel}` : row.visitLabel, LETTERS)
}

/** Visits from top to bottom, items from left to right, each coloured within its own range. */
export function ratingMapOption(map: RatingMap, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const label = { color: theme.text, fontSize: chartFontSize - 1, fontFamily: theme.font, interval: 0 }
  const axis = {
    type: 'category' as const,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  }
  return {
    ...base,
    grid: {
      ...{ left: NAMES, top: above(map), width: columnWidth(map) * map.items.length },
      height: map.rowHeight * map.rows.length,
      // Names that are wider somewhere else must not make the cells narrower.
      outerBoundsMode: 'none',
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const value: unknown = (Array.isArray(params) ? params[0] : params)?.value
        const [item, place] = Array.isArray(value) ? value.map(Number) : []
        const row = map.rows[place ?? NaN]
        return row === undefined ? '' : hoverText(map, row, item ?? NaN)
      },
    },
    xAxis: {
      ...axis,
      position: 'top',
      data: map.items.map(({ name }) => name),
      axisLabel: {
        ...{ ...label, rotate: -45 },
        formatter: (name: string) => short(name, LETTERS_ABOVE),
      },
    },
    yAxis: {
      ...axis,
      inverse: true,
      data: map.rows.map((_, place) => rowName(map, place)),
      axisLabel: label,
    },
    series: [cells(map, theme), bounds(map, theme), key(map, theme)],
  }
}

/** The visit of a mark; null for anything else. */
export function clickedVisit({ rows }: RatingMap, value: unknown): number | null {
  const place: unknown = Array.isArray(value) ? value[1] : null
  return typeof place === 'number' ? (rows[place]?.sessionId ?? null) : null
}

export function ratingMapTable({ rows, items }: RatingMap): ChartTable {
  return {
    columns: ['patient', 'visit', 'date', ...items.map(({ name }) => name), 'share_of_range'],
    rows: rows.map((row) => [
      ...[row.patientCode, row.visitLabel, row.visitDate],
      ...row.cells.map(({ value }) => value),
      row.share,
    ]),
  }
}

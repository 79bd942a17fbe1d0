import type { CustomSeriesOption, EChartsOption } from 'echarts'
import { isRelated } from '../domain/correlation-matrix.ts'
import type { CorrelationCell, CorrelationMatrix } from '../domain/correlation-matrix.ts'
import type { ChartTable } from './chart-table.ts'
import { baseOption, chartFontSize } from './chart-theme.ts'
import type { ChartTheme } from './chart-theme.ts'
import { inTwoLines } from './forest-option.ts'
import { countOf, formatNumber, formatP } from './statistic-text.ts'

/** Blue for together and orange for against each other (Okabe & Ito), so pale that text can be read on both. */
const TOGETHER = '0, 114, 178'
const AGAINST = '213, 94, 0'
const STRONGEST = 0.7

/** Of one cell, in px. */
const CELL = { least: 18, most: 44 }
const NAMES = 216
/** Above the cells: the key. */
const ABOVE = 34
/** How far a letter of a name reaches down, which stands at a slant. */
const PER_LETTER = 5.2
/** Narrower cells hold no number. */
const NUMBER_FROM = 30

/** So many letters of a name have room beside the cells. */
const LETTERS = 32
const LETTERS_BELOW = 24

function short(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`
}

interface Shape {
  readonly cell: number
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** Places of the first row and the last column that stand in the plot: a triangle has none above its diagonal. */
  readonly firstRow: number
}

function shapeOf({ kind, rows, columns }: CorrelationMatrix): Shape {
  const isTriangle = kind === 'items'
  const names = rows.map(({ name }) => name)
  const across = isTriangle ? names.slice(0, -1) : columns.map(({ name }) => name)
  const most = Math.max(across.length, 1)
  const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(620 / most)))
  return { cell, rows: isTriangle ? names.slice(1) : names, columns: across, firstRow: isTriangle ? 1 : 0 }
}

/** In px. */
export function correlationHeight(matrix: CorrelationMatrix): number {
  const { cell, rows, columns } = shapeOf(matrix)
  const longest = Math.max(0, ...columns.map((name) => Math.min(name.length, LETTERS_BELOW)))
  return Math.ceil(ABOVE + cell * Math.max(1, rows.length) + 24 + PER_LETTER * longest)
}

/** In px; a wider plot leaves the rest empty, so that cells stay square. */
export function correlationWidth(matrix: CorrelationMatrix): number {
  const { cell, columns } = shapeOf(matrix)
  return NAMES + cell * Math.max(1, columns.length) + 90
}

function known(cells: readonly CorrelationCell[]): CorrelationCell[] {
  return cells.filter(({ r }) => r !== null)
}

/** `18`, or `8 to 18` patients. */
function patients(cells: readonly CorrelationCell[]): string {
  const counts = known(cells).map(({ n }) => n)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? countOf(least, 'patient') : `${String(least)} to ${String(most)} patients`
}

/** What the tests of all cells together allow to say; no correlation is named, as none has an interval. */
export function correlationFinding({ kind, cells, minPatients }: CorrelationMatrix): string {
  const all = known(cells)
  const what = kind === 'items' ? 'pairs of items' : 'pairs of an item and a class'
  if (all.length === 0)
    return `No ${what.replace('pairs', 'pair')} has ${String(minPatients)} patients with both values that differ`
  const related = all.filter(isRelated).length
  const n = `n = ${patients(cells)}`
  const of = `of ${String(all.length)} ${what}`
  return related === 0
    ? `None ${of} is clearly related over patients (${n})`
    : `${String(related)} ${of} ${related === 1 ? 'is' : 'are'} related over patients (p ≤ 0.05 adjusted over all of them; ${n})`
}

const reasons = {
  few: (least: number) => `fewer than ${String(least)} patients`,
  constant: () => 'one and the same value in all patients',
}

/** `onPaper`: where there is no table behind it. */
export function correlationCaption(matrix: CorrelationMatrix, onPaper = false): string {
  const { cells, nPatients, nSessions, permutations, seed, values, synthetic, minPatients } = matrix
  const empty = cells.filter(({ r }) => r === null)
  const few = empty.filter(({ whyNot }) => whyNot === 'few').length
  const constant = empty.length - few
  const left = [
    ...(few === 0 ? [] : [`${String(few)} for ${reasons.few(minPatients)}`]),
    ...(constant === 0 ? [] : [`${String(constant)} for ${reasons.constant()}`]),
  ]
  const without = left.length === 0 ? '' : ` Cells that are crossed out are empty: ${left.join(', ')}.`
  const made = synthetic ? ' Ratings are synthetic.' : ''
  return `Spearman’s rank correlation over ${countOf(nPatients, 'patient')} with ${countOf(nSessions, 'visit')}. ${values}; ratings made with estimates in view are left out. Framed: p at most 0.05, adjusted over all cells by the largest correlation of each of ${String(permutations)} permutations of patients (seed ${String(seed)}). There are no intervals${onPaper ? '' : '; the table gives where 95 of 100 permutations lie'}. A relation is no cause.${without}${made}`
}

function cellColor(r: number): string {
  return `rgba(${r < 0 ? AGAINST : TOGETHER}, ${(0.04 + STRONGEST * Math.abs(r)).toFixed(3)})`
}

/** In px. */
type Place = readonly [x: number, y: number]

/** Its place, its size and what stands in it: `[column, row, index]`. */
function squares(matrix: CorrelationMatrix, shape: Shape, theme: ChartTheme): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'correlation',
    z: 2,
    encode: { x: 0, y: 1 },
    data: matrix.cells.map(({ row, column }, index) => [column, row - shape.firstRow, index]),
    renderItem: (_, api) => {
      const cell = matrix.cells[Number(api.value(2))]
      const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)])
      const size = api.size?.([1, 1])
      const [width = 0, height = 0] = Array.isArray(size) ? size : []
      const [left, top] = [x - width / 2 + 1.5, y - height / 2 + 1.5]
      const [right, bottom] = [left + width - 3, top + height - 3]
      const box = { x: left, y: top, width: width - 3, height: height - 3 }
      const stroke = ([x1, y1]: Place, [x2, y2]: Place) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: theme.line, lineWidth: 1 },
        silent: true,
      })
      if (cell === undefined || cell.r === null) {
        return {
          type: 'group',
          children: [
            { type: 'rect', shape: box, style: { fill: theme.surface, stroke: theme.grid, lineWidth: 1 } },
            stroke([left, top], [right, bottom]),
            stroke([left, bottom], [right, top]),
          ],
        }
      }
      const framed = isRelated(cell)
      return {
        type: 'group',
        children: [
          {
            type: 'rect',
            shape: box,
            style: {
              fill: cellColor(cell.r),
              stroke: framed ? theme.text : theme.grid,
              lineWidth: framed ? 1.75 : 1,
            },
          },
          // The sign is never told by colour alone.
          ...(shape.cell < NUMBER_FROM && cell.r < 0 ? [stroke([left, bottom], [right, top])] : []),
          ...(shape.cell < NUMBER_FROM
            ? []
            : [
                {
                  type: 'text' as const,
                  silent: true,
                  style: {
                    text: formatNumber(cell.r, 2),
                    ...{ x, y, align: 'center' as const, verticalAlign: 'middle' as const },
                    ...{ fill: theme.text, fontSize: chartFontSize - 1, fontFamily: theme.font },
                  },
                },
              ]),
        ],
      }
    },
  }
}

function hoverText(matrix: CorrelationMatrix, cell: CorrelationCell): string {
  const names = `${matrix.rows[cell.row]?.name ?? ''}\n${matrix.columns[cell.column]?.name ?? ''}`
  if (cell.r === null || cell.p === null || cell.pAdjusted === null) {
    const why = cell.whyNot === null ? '' : reasons[cell.whyNot](matrix.minPatients)
    return `${names}\nempty: ${why} (n = ${String(cell.n)})`
  }
  const range =
    cell.range === null
      ? ''
      : `\n95 % of permutations: ${formatNumber(cell.range[0], 2)} to ${formatNumber(cell.range[1], 2)}`
  return `${names}\nrank correlation ${formatNumber(cell.r, 2)}, n = ${countOf(cell.n, 'patient')}\np ${formatP(cell.p)}, adjusted ${formatP(cell.pAdjusted)}${range}`
}

/** The key: what colours stand for, from -1 to 1. */
function key(theme: ChartTheme): CustomSeriesOption {
  const steps = [-1, -0.5, 0, 0.5, 1]
  return {
    type: 'custom',
    name: 'key',
    silent: true,
    data: [[0, 0]],
    renderItem: () => ({
      type: 'group',
      children: steps.flatMap((r, place) => [
        {
          type: 'rect' as const,
          shape: { x: NAMES + place * 50, y: 6, width: 12, height: 12 },
          style: { fill: cellColor(r), stroke: theme.line, lineWidth: 1 },
        },
        {
          type: 'text' as const,
          style: {
            text: formatNumber(r, 1),
            ...{ x: NAMES + place * 50 + 16, y: 12, verticalAlign: 'middle' as const },
            ...{ fill: theme.textMuted, fontSize: chartFontSize - 1, fontFamily: theme.font },
          },
        },
      ]),
    }),
  }
}

/** Every pair once; cells are square, pale without a relation, and framed where the test over the whole matrix allows to speak of one. */
export function correlationOption(matrix: CorrelationMatrix, theme: ChartTheme): EChartsOption {
  const base = baseOption(theme)
  const shape = shapeOf(matrix)
  const { cell, rows, columns } = shape
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
      ...{ left: NAMES, top: ABOVE, width: cell * columns.length, height: cell * rows.length },
      // Names that are wider somewhere else must not make the cells narrower.
      outerBoundsMode: 'none',
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'item',
      formatter: (params) => {
        const value: unknown = (Array.isArray(params) ? params[0] : params)?.value
        const found = matrix.cells[Number(Array.isArray(value) ? value[2] : NaN)]
        return found === undefined ? '' : hoverText(matrix, found)
      },
    },
    xAxis: {
      ...axis,
      data: [...columns],
      axisLabel: { ...label, rotate: 45, formatter: (name: string) => short(name, LETTERS_BELOW) },
    },
    yAxis: {
      ...axis,
      inverse: true,
      data: [...rows],
      axisLabel: {
        ...{ ...label, lineHeight: 13 },
        formatter: (name: string) => (cell < NUMBER_FROM ? short(name, LETTERS) : inTwoLines(name)),
      },
    },
    series: [squares(matrix, shape, theme), key(theme)],
  }
}

export function correlationTable(matrix: CorrelationMatrix): ChartTable {
  const second = matrix.kind === 'items' ? 'other_item' : 'class'
  return {
    columns: [
      ...['item', second, 'spearman', 'patients', 'p', 'p_adjusted'],
      ...['permutations_low', 'permutations_high', 'empty'],
    ],
    rows: matrix.cells.map(({ row, column, r, n, p, pAdjusted, range, whyNot }) => [
      ...[matrix.rows[row]?.name ?? '', matrix.columns[column]?.name ?? '', r, n, p, pAdjusted],
      ...[range?.[0] ?? null, range?.[1] ?? null],
      whyNot === null ? null : reasons[whyNot](matrix.minPatients),
    ]),
  }
}

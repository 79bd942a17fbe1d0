import { describe, expect, it } from 'vitest'
import type { CustomSeriesOption } from 'echarts'
import {
  correlationCaption,
  correlationFinding,
  correlationHeight,
  correlationOption,
  correlationTable,
} from '#shared/charts/correlation-option.ts'
import { correlationMatrixSchema } from '#shared/domain/correlation-matrix.ts'
import type { CorrelationCell, CorrelationMatrix } from '#shared/domain/correlation-matrix.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

function cell(
  row: number,
  column: number,
  r: number | null,
  changes: Partial<CorrelationCell> = {},
): CorrelationCell {
  return r === null
    ? { row, column, n: 5, r, whyNot: 'few', p: null, pAdjusted: null, range: null, ...changes }
    : { row, column, n: 18, r, whyNot: null, p: 0.001, pAdjusted: 0.01, range: [-0.4, 0.4], ...changes }
}

function matrix(cells: CorrelationCell[], changes: Partial<CorrelationMatrix> = {}): CorrelationMatrix {
  const rows = ['Blunted affect', 'Rapport', 'Flow'].map((name, place) => ({ id: `n${String(place)}`, name }))
  return correlationMatrixSchema.parse({
    ...{ scaleId: 'panss', kind: 'items', rows, columns: rows, cells, nPatients: 18, nSessions: 30 },
    ...{ minPatients: 8, permutations: 999, seed: 1, synthetic: false, values: 'Means' },
    ...changes,
  })
}

const three = [cell(1, 0, 0.7), cell(2, 0, -0.2, { pAdjusted: 0.4, n: 15 }), cell(2, 1, null)]

describe('the title of a correlation matrix', () => {
  it('counts the pairs that the test over the whole matrix allows to call related, and names no correlation', () => {
    expect(correlationFinding(matrix(three))).toBe(
      '1 of 2 pairs of items is related over patients (p ≤ 0.05 adjusted over all of them; n = 15 to 18 patients)',
    )
  })

  it('claims nothing for a high correlation whose adjusted p is above 0.05', () => {
    expect(correlationFinding(matrix([cell(1, 0, 0.95, { p: 0.02, pAdjusted: 0.06 })]))).toBe(
      'None of 1 pairs of items is clearly related over patients (n = 18 patients)',
    )
  })

  it('says when no pair has enough patients', () => {
    expect(correlationFinding(matrix([cell(1, 0, null)]))).toBe(
      'No pair of items has 8 patients with both values that differ',
    )
  })
})

describe('the caption', () => {
  it('says what a value is, how p is adjusted, why cells are empty, and that the ratings were made up', () => {
    const caption = correlationCaption(matrix(three, { synthetic: true }))
    expect(caption).toContain(
      '18 patients with 30 visits. Means; ratings made with estimates in view are left out.',
    )
    expect(caption).toContain('999 permutations of patients (seed 1)')
    expect(caption).toContain('Cells that are crossed out are empty: 1 for fewer than 8 patients.')
    expect(caption).toContain('Ratings are synthetic.')
    expect(caption).not.toContain('one and the same value')
  })
})

interface Drawn {
  children: { type: string; shape?: object; style: { stroke?: string; lineWidth?: number; text?: string } }[]
}

/** What is drawn for one cell, in a plot whose cells are so many px wide. */
function drawn(of: CorrelationMatrix, index: number): Drawn {
  const series = correlationOption(of, namedTheme).series as CustomSeriesOption[]
  const data = series[0]?.data as number[][]
  const api = {
    value: (dimension: number) => data[index]?.[dimension] ?? NaN,
    coord: ([x, y]: number[]) => [44 * (x ?? 0), 44 * (y ?? 0)],
    size: () => [44, 44],
  }
  return series[0]?.renderItem?.({} as never, api as never) as unknown as Drawn
}

describe('the cells', () => {
  it('have a frame where they are related, their number, and a cross where they are empty', () => {
    const [related, unclear, empty] = [0, 1, 2].map((index) => drawn(matrix(three), index))
    expect(related?.children[0]?.style).toMatchObject({ stroke: 'text', lineWidth: 1.75 })
    expect(related?.children.at(-1)?.style.text).toBe('0.70')
    expect(unclear?.children[0]?.style).toMatchObject({ stroke: 'grid', lineWidth: 1 })
    expect(unclear?.children.at(-1)?.style.text).toBe('−0.20')
    expect(empty?.children.map(({ type }) => type)).toEqual(['rect', 'line', 'line'])
  })

  it('tell the sign by a stroke where there is no room for a number', () => {
    const many = Array.from({ length: 30 }, (_, place) => ({
      id: String(place),
      name: `Item ${String(place)}`,
    }))
    const of = matrix([cell(1, 0, 0.5), cell(2, 0, -0.5)], { rows: many, columns: many })
    expect(drawn(of, 0).children.map(({ type }) => type)).toEqual(['rect'])
    expect(drawn(of, 1).children.map(({ type }) => type)).toEqual(['rect', 'line'])
  })

  it('stand below the diagonal, each pair once, in a plot that grows with the items', () => {
    const { xAxis, yAxis } = correlationOption(matrix(three), namedTheme)
    expect((xAxis as { data: string[] }).data).toEqual(['Blunted affect', 'Rapport'])
    expect((yAxis as { data: string[] }).data).toEqual(['Rapport', 'Flow'])
    const four = [...three, cell(3, 0, 0.1)]
    const rows = [...matrix(three).rows, { id: 'n4', name: 'Withdrawal' }]
    const more = matrix(four, { rows, columns: rows })
    expect(correlationHeight(more)).toBe(correlationHeight(matrix(three)) + 44)
  })
})

it('stands as a table with n, both p, the range of permutations and why a cell is empty', () => {
  expect(correlationTable(matrix(three))).toEqual({
    columns: [
      'item',
      'other_item',
      'spearman',
      'patients',
      'p',
      'p_adjusted',
      'permutations_low',
      'permutations_high',
      'empty',
    ],
    rows: [
      ['Rapport', 'Blunted affect', 0.7, 18, 0.001, 0.01, -0.4, 0.4, null],
      ['Flow', 'Blunted affect', -0.2, 15, 0.001, 0.4, -0.4, 0.4, null],
      ['Flow', 'Rapport', null, 5, null, null, null, null, 'fewer than 8 patients'],
    ],
  })
})

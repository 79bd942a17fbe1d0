import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCells, csvHeader, csvLines } from '#core/exchange/csv/csv-table.ts'
import type { CellValue, FieldType, Table } from '#core/exchange/csv/csv-table.ts'
import { unguardFormula } from '#core/exchange/csv/formula-guard.ts'

function aTable(type: FieldType): Table<CellValue> {
  return {
    fileName: 'a.csv',
    title: '',
    description: '',
    primaryKey: ['key'],
    columns: [
      { name: 'key', type: 'integer', description: '', value: () => 1 },
      { name: 'cell', type, description: '', value: (cell) => cell },
    ],
    rows: [],
  }
}
const linesOf = (type: FieldType, cells: readonly CellValue[]): string =>
  csvLines(csvCells(aTable(type), cells))
const lineOf = (type: FieldType, cell: CellValue): string => linesOf(type, [cell])

test('writes a header and lines that end in CR and LF', () => {
  expect(csvHeader(aTable('string'))).toBe('key,cell\r\n')
  expect(linesOf('string', ['a', 'b, "c"', null])).toBe('1,a\r\n1,"b, ""c"""\r\n1,\r\n')
})

test('guards texts and leaves numbers below zero alone', () => {
  expect(lineOf('string', '-1.2')).toBe("1,'-1.2\r\n")
  expect(lineOf('number', -1.2)).toBe('1,-1.2\r\n')
  expect(lineOf('number', -0)).toBe('1,0\r\n')
})

test('writes booleans as base R reads them, which takes true and false for texts', () => {
  expect([lineOf('boolean', true), lineOf('boolean', false), lineOf('boolean', null)]).toEqual([
    '1,TRUE\r\n',
    '1,FALSE\r\n',
    '1,\r\n',
  ])
})

test('cuts parts of a second off a time, and refuses what is no number', () => {
  expect(lineOf('datetime', '2026-01-02T03:04:05.678Z')).toBe('1,2026-01-02T03:04:05Z\r\n')
  expect(() => lineOf('number', NaN)).toThrow('column cell')
})

test('writes texts and numbers that read back the same', () => {
  const cells = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a\rb', 'a\nb', '\r\n', ' a ', '"', ','),
  )
  fc.assert(
    fc.property(cells, fc.double({ noNaN: true, noDefaultInfinity: true }), (text, number) => {
      const lines = lineOf('string', text) + lineOf('number', number)
      const [first, second] = parse(lines, { recordDelimiter: '\r\n' })
      expect(unguardFormula(first?.[1] ?? '')).toBe(text)
      expect(Number(second?.[1])).toBe(number === 0 ? 0 : number)
    }),
  )
})

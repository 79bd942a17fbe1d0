import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readClipboardTable, writeClipboardTable } from '#shared/tables/clipboard-table.ts'

it.each([
  [
    'Excel, whose last line ends',
    'P001\t3\r\nP002\t4\r\n',
    [
      ['P001', '3'],
      ['P002', '4'],
    ],
  ],
  [
    'LibreOffice and Google Sheets',
    'P001\t3\nP002\t',
    [
      ['P001', '3'],
      ['P002', ''],
    ],
  ],
  ['a cell with a line break and quotation marks', '"a ""b""\nc"\t1\n', [['a "b"\nc', '1']]],
  ['a quotation mark that is a part of the text', '"late" visit\t2', [['"late" visit', '2']]],
  ['one that is never closed', '"late\t2', [['"late', '2']]],
  ['spaces around, of all kinds', ' 3 \t\u00a04\u00a0', [['3', '4']]],
  ['an empty line in between', '1\n\n2\n', [['1'], [''], ['2']]],
  ['nothing', '\r\n\t\r\n', []],
])('reads what comes of %s', (_, text, lines) => {
  expect(readClipboardTable(text)).toEqual(lines)
})

it('reads back whatever it wrote', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', ' ', '3', ',') })
    .map((text) => text.trim())
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (lines) => {
      const isEmpty = lines.every((line) => line.every((text) => text === ''))
      expect(readClipboardTable(writeClipboardTable(lines))).toEqual(isEmpty ? [] : lines)
    }),
  )
})

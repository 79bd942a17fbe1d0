import fc from 'fast-check'
import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { cellReader, readCsvTable, rowKeyReader } from '#core/exchange/csv/csv-reading.ts'
import type { CsvTable } from '#core/exchange/csv/csv-reading.ts'

const read = (text: string) => readCsvTable(Buffer.from(text), 'table.csv')

/** Rows as texts of all columns. */
function textsOf(table: CsvTable | null): string[][] {
  if (table === null) return []
  const readers = table.columns.map((column) => cellReader(table, column))
  return table.rows.map((row) => readers.map((cell) => cell(row)))
}

describe('readCsvTable', () => {
  it('reads cells by column name in lower case, whatever the line ends and the byte order mark', () => {
    const { table, problems } = read('\uFEFFFile, Caption \r\na.mp4,"Smiles, then ""laughs"""\r\n')
    expect(problems).toEqual([])
    expect(table?.columns).toEqual(['file', 'caption'])
    expect(table?.rows.map(({ line }) => line)).toEqual([2])
    expect(textsOf(table)).toEqual([['a.mp4', 'Smiles, then "laughs"']])
  })

  it('tells the line where a row begins, past cells with line breaks and blank lines', () => {
    const { table } = read('file,caption\na,"one\ntwo\nthree"\n\nb,four\n,\nc,five\n')
    expect(table?.rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, 'a'],
      [6, 'b'],
      [8, 'c'],
    ])
  })

  it('leaves out a row with a missing cell and reads on', () => {
    const { table, problems } = read('a,b\n1\n3,4\n')
    expect(table?.rows.map(({ line }) => line)).toEqual([3])
    expect(problems).toMatchObject([{ line: 2, code: 'cell-count' }])
  })

  it('is not fooled by semicolons inside a quoted column name', () => {
    expect(read('"a;b;c",d\n1,2\n').table?.columns).toEqual(['a;b;c', 'd'])
  })

  it.each([
    ['semicolons', 'a;b\n1,5;2\n', ';', ['1,5', '2']],
    ['tabs', 'a\tb\n1 \t 2\n', '\t', ['1', '2']],
    ['vertical bars', 'a|b\n1|2\n', '|', ['1', '2']],
    ['carets', 'a^b\n1^2\n', '^', ['1', '2']],
    ['what “sep=” says', 'sep=;\r\na,x;b\r\n1;2\r\n', ';', ['1', '2']],
  ])('finds out that %s part the columns', (_, text, delimiter, cells) => {
    const { table, problems } = read(text)
    expect(problems).toEqual([])
    expect(table?.format).toEqual({ encoding: 'UTF-8', delimiter })
    expect(textsOf(table)).toEqual([cells])
  })

  it('counts the line with “sep=” among the lines', () => {
    expect(read('sep=,\r\na,b\r\n1,2\r\n').table?.rows.map(({ line }) => line)).toEqual([3])
  })

  it('reads the “Unicode text” of spreadsheets', () => {
    const { table } = readCsvTable(Buffer.from('\uFEFFfile\tcaption\na.mp4\tLächelt\n', 'utf16le'), 'a.csv')
    expect(table?.format).toEqual({ encoding: 'UTF-16', delimiter: '\t' })
    expect(textsOf(table)).toEqual([['a.mp4', 'Lächelt']])
  })

  it('reads one-byte accents that are the same all over Windows, and says so', () => {
    const { table } = readCsvTable(Buffer.from('file;caption\na.mp4;Lächelt müde, é\n', 'latin1'), 'a.csv')
    expect(table?.format.encoding).toBe('Windows-1252')
    expect(textsOf(table)).toEqual([['a.mp4', 'Lächelt müde, é']])
  })

  it.each([
    ['a Czech ř, in the west an ø', 0xf8],
    ['a Š that may be an umlaut of a Mac', 0x8a],
    ['a byte that is no letter', 0x81],
  ])('refuses %s, with its line and the way out', (_, byte) => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.from([0x33, 0x2c, byte, 0x0a])])
    expect(readCsvTable(bytes, 'table.csv')).toMatchObject({
      table: null,
      problems: [{ line: 3, code: 'not-utf8', message: expect.stringContaining('“CSV UTF-8”') as string }],
    })
  })

  it('takes a row with empty cells after its last column', () => {
    const { table, problems } = read('a,b\n1,2,,\n3,4,,5\n')
    expect(textsOf(table)).toEqual([['1', '2']])
    expect(problems).toMatchObject([{ line: 3, code: 'cell-count' }])
  })

  it('does not mind a column of no interest that is there twice, as in REDCap exports with labels', () => {
    const text = 'Record ID,a,Complete?,b,Complete?,x,x\n1,2,Complete,3,Unverified,,\n'
    const wants = (column: string) => ['a', 'b'].includes(column)
    const { table, problems } = readCsvTable(Buffer.from(text), 'table.csv', { wants })
    expect(problems).toEqual([])
    expect(table?.rows[0]?.cells).toEqual(['2', '3'])
  })

  it.each([
    ['columns', 'a,b,c,d\n', 1],
    ['rows', 'a\n1\n\n2\n3\n', 5],
    ['columns', 'a\n1,,,\n', 2],
    ['characters', 'a\n123456\n', 2],
    ['characters', 'a\n"123\n56"\n', 2],
  ])('stops at too many %s: %j', (things, text, line) => {
    const limits = { columns: 3, rows: 2, cellLength: 5 }
    const reading = readCsvTable(Buffer.from(text), 'table.csv', { limits })
    expect(reading).toMatchObject({
      table: null,
      problems: [{ line, code: 'too-large', message: expect.stringContaining(things) as string }],
    })
  })

  it('tells the line where a quotation mark was opened that is never closed', () => {
    expect(read('a\n1\n"2\n3\n4\n').problems).toMatchObject([{ line: 3, code: 'bad-csv' }])
  })

  it('tells of a hundred wrong rows, and the number of the others', () => {
    const { problems } = read(`a,b\n${'1\n'.repeat(1234)}`)
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toMatchObject({ line: 102, count: 1134 })
  })

  it('reads back whatever a strict writer wrote', () => {
    // Cells are trimmed, and a row of nothing but empty cells is none.
    const cell = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `x${text}x`.replaceAll('\0', ''))
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(table, (rows) => {
        const text = stringify([['a', 'b', 'c'], ...rows], { record_delimiter: 'windows', quoted: true })
        const { table: result, problems } = read(text)
        expect(problems).toEqual([])
        expect(textsOf(result)).toEqual(rows)
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { table, problems } = readCsvTable(Buffer.from(bytes), 'table.csv')
        expect(table === null ? problems.length : 1).toBeGreaterThan(0)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('rowKeyReader', () => {
  it('finds patient, visit and rater under the names that other programs use', () => {
    const { table } = read('record_id,redcap_event_name,rater_id\nP001,baseline_arm_1,\n')
    const [row] = table?.rows ?? []
    if (table === null || row === undefined) throw new Error('The table has a row.')
    expect(rowKeyReader(table)(row)).toEqual({
      participant: 'P001',
      visit: 'baseline_arm_1',
      rater: null,
      repeat: null,
      synthetic: false,
      ratedOn: null,
    })
  })

  it('keeps the mark of what was made up, as R, pandas and SPSS write it back', () => {
    const { table } = read('synthetic\ntrue\nTRUE\nTrue\n1\nFALSE\n0\nyes please\n')
    if (table === null) throw new Error('The table can be read.')
    expect(table.rows.map((row) => rowKeyReader(table)(row).synthetic)).toEqual([
      ...[true, true, true, true],
      ...[false, false, false],
    ])
  })
  it.each(['TRUE', 'WAHR', 'VRAI', 'WAAR', 'PRAVDA'])('knows what was made up by %s', (word) => {
    const { table } = read(`synthetic\n${word}\n`)
    const [row] = table?.rows ?? []
    if (table === null || row === undefined) throw new Error('The table has a row.')
    expect(rowKeyReader(table)(row).synthetic).toBe(true)
  })

  it('takes the first column of a REDCap export for the record, whatever it is called', () => {
    const { table } = read('study_nr,Event Name,Repeat Instrument,Repeat Instance\nP001,V1,panss,2\n')
    const [row] = table?.rows ?? []
    if (table === null || row === undefined) throw new Error('The table has a row.')
    expect(rowKeyReader(table)(row)).toMatchObject({ participant: 'P001', visit: 'V1', repeat: 'panss 2' })
  })
})

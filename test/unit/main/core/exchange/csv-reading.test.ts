import fc from 'fast-check'
import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { readCsvTable, rowKeyReader } from '#core/exchange/csv-reading.ts'

const read = (text: string) => readCsvTable(Buffer.from(text), 'table.csv')

describe('readCsvTable', () => {
  it('reads cells by column name in lower case, whatever the line ends and the byte order mark', () => {
    const { table, problems } = read('\uFEFFFile, Caption \r\na.mp4,"Smiles, then ""laughs"""\r\n')
    expect(problems).toEqual([])
    expect(table?.columns).toEqual(['file', 'caption'])
    expect(table?.rows).toEqual([{ line: 2, cells: { file: 'a.mp4', caption: 'Smiles, then "laughs"' } }])
  })

  it('tells the line where a row begins, past cells with line breaks and blank lines', () => {
    const { table } = read('file,caption\na,"one\ntwo\nthree"\n\nb,four\n,\nc,five\n')
    expect(table?.rows.map(({ line, cells }) => [line, cells['file']])).toEqual([
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

  it('names the line that is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.from([0x33, 0x2c, 0xe4, 0x0a])])
    expect(readCsvTable(bytes, 'table.csv')).toMatchObject({
      table: null,
      problems: [{ line: 3, code: 'not-utf8' }],
    })
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
        expect(result?.rows.map(({ cells }) => [cells['a'], cells['b'], cells['c']])).toEqual(rows)
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
      synthetic: false,
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
})

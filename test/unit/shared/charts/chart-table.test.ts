import { describe, expect, it } from 'vitest'
import { tableToCsv, tableToTsv } from '#shared/charts/chart-table.ts'

describe('tableToCsv', () => {
  it('quotes commas, quotes and line breaks and leaves absent values empty', () => {
    const table = {
      columns: ['visit', 'rated'],
      rows: [
        ['P1, "base"', 2.5],
        ['two\nlines', null],
      ] as const,
    }
    expect(tableToCsv(table)).toBe('visit,rated\r\n"P1, ""base""",2.5\r\n"two\nlines",\r\n')
  })

  it('keeps a spreadsheet from running text as a formula, and negative numbers as numbers', () => {
    const table = {
      columns: ['a', 'b'],
      rows: [
        ['=1+1', -0.5],
        ['@x', 1],
      ] as const,
    }
    expect(tableToCsv(table)).toBe("a,b\r\n'=1+1,-0.5\r\n'@x,1\r\n")
  })
})

describe('tableToTsv', () => {
  it('keeps one row a line whatever the text holds', () => {
    expect(tableToTsv({ columns: ['a'], rows: [['one\ttwo\nthree']] })).toBe('a\none two three')
  })
})

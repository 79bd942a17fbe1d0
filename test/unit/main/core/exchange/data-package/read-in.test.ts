import { describe, expect, it } from 'vitest'
import { csvCells, csvHeader, csvLines } from '#core/exchange/csv/csv-table.ts'
import type { Table } from '#core/exchange/csv/csv-table.ts'
import { readInPython } from '#core/exchange/data-package/read-in-python.ts'
import { readInR } from '#core/exchange/data-package/read-in-r.ts'
import { readInSpss, withoutLineBreaks } from '#core/exchange/data-package/read-in-spss.ts'
import { createShapeReader } from '#core/exchange/csv/table-shape.ts'
import type { TableShape } from '#core/exchange/csv/table-shape.ts'

interface Row {
  readonly code: string
  readonly text: string
}

function aTable(rows: readonly Row[]): Table<Row> {
  return {
    fileName: 'notes.csv',
    title: 'Notes',
    description: 'One row per note.',
    primaryKey: ['code'],
    columns: [
      { name: 'code', type: 'string', description: "The patient's code.", value: ({ code }) => code },
      { name: 'text', type: 'string', description: 'What was said.', value: ({ text }) => text },
      {
        ...{ name: 'sex', type: 'string', description: 'The “sex”, as "said".', value: () => 'f' },
        valueLabels: [
          { value: 'f', label: "She's female" },
          { value: 'unknown', label: 'Not "known"' },
        ],
      },
      { name: 'points', type: 'number', description: 'Points.', value: () => -0.25 },
      { name: 'count', type: 'integer', description: 'How many.', value: () => 3 },
      { name: 'held_out', type: 'boolean', description: 'Left out.', value: () => true },
      { name: 'day', type: 'date', description: 'Day.', value: () => null },
      { name: 'by', type: 'datetime', description: 'Until when.', value: () => '2026-01-02T03:04:05.678Z' },
    ],
    rows,
  }
}

function shapeOf(table: Table<Row>): TableShape {
  const reader = createShapeReader(table)
  reader.see(csvCells(table, table.rows))
  return reader.shape()
}

const rows = [
  { code: '001', text: 'one\r\ntwo' },
  { code: '1E05', text: '\n=Grüße 😀' },
]

describe('the shape of a table', () => {
  it('has the longest cell of each column in bytes, guard and all', () => {
    const { columns } = shapeOf(aTable([{ code: 'É01', text: '=1' }]))
    expect(columns.map(({ widthBytes }) => widthBytes)).toEqual([4, 3, 1, 5, 1, 4, 0, 20])
  })

  it.each(['a\nb', 'a\rb', 'a\r\nb', 'a\u2028b', 'a\u0085b', '\n'])('sees the line break of %j', (text) => {
    expect(shapeOf(aTable([{ code: '1', text }])).hasLineBreaks).toBe(true)
  })

  it('sees none where there is none', () => {
    expect(shapeOf(aTable([{ code: '1', text: 'a b' }])).hasLineBreaks).toBe(false)
    expect(shapeOf(aTable([])).hasLineBreaks).toBe(false)
  })
})

describe('the copy for SPSS', () => {
  it('has one line a row, with a visible mark for each line break', () => {
    const copy = withoutLineBreaks(aTable(rows))
    const text = csvHeader(copy) + csvLines(csvCells(copy, copy.rows))
    expect(text.split('\r\n')).toEqual([
      'code,text,sex,points,count,held_out,day,by',
      '001,one ⏎ two,f,-0.25,3,TRUE,,2026-01-02T03:04:05Z',
      '1E05," ⏎ =Grüße 😀",f,-0.25,3,TRUE,,2026-01-02T03:04:05Z',
      '',
    ])
    expect(copy.fileName).toBe('notes_spss.csv')
    expect(shapeOf(copy).hasLineBreaks).toBe(false)
  })
})

describe('what reads an export', () => {
  it('in R gives each column its class, so that codes stay texts', () => {
    const script = readInR([shapeOf(aTable(rows))])
    expect(script).toContain(
      `notes <- read_export("notes.csv", c(
  code = "string",
  text = "string",
  sex = "string",
  points = "number",
  count = "integer",
  held_out = "boolean",
  day = "date",
  by = "datetime"
))`,
    )
    expect(script).toContain('na.strings = ""')
    expect(script).toContain(
      String.raw`notes <- with_labels(notes, c(
  code = "The patient's code.",
  text = "What was said.",
  sex = "The “sex”, as \"said\".",`,
    )
    expect(script).toContain(
      String.raw`), list(
  sex = c("She's female" = "f", "Not \"known\"" = "unknown")))`,
    )
    expect(script).toContain(String.raw`sub("^'('*[=+@\t\r-])", "\\1"`)
  })

  it('in Python gives each column its type, and takes no code for a missing value', () => {
    const script = readInPython([shapeOf(aTable(rows))])
    expect(script).toContain(
      'notes = read_export("notes.csv", {\n    "code": "string",\n    "text": "string",',
    )
    expect(script).toContain('    "held_out": "boolean",\n    "day": "date",\n    "by": "datetime",\n})')
    expect(script).toContain('keep_default_na=False')
    expect(script).toContain(
      String.raw`notes.attrs["value_labels"] = {
    "sex": {"f": "She's female", "unknown": "Not \"known\""},
}`,
    )
    expect(script).toContain(`notes.attrs["labels"] = {\n    "code": "The patient's code.",\n`)
    expect(script).toContain(String.raw`GUARD = r"^'('*[=+\-@\t\r])"`)
  })

  it('in SPSS gives each column a format wide enough, and no name that SPSS keeps for itself', () => {
    const copy = withoutLineBreaks(aTable(rows))
    const syntax = readInSpss([shapeOf(copy)])
    expect(syntax).toContain(
      [
        `GET DATA /TYPE=TXT /FILE='notes_spss.csv' /ENCODING='UTF8'`,
        `  /DELIMITERS=',' /QUALIFIER='"' /ARRANGEMENT=DELIMITED /FIRSTCASE=2`,
        '  /VARIABLES=',
        '    code A4',
        '    text A18',
        '    sex A7',
        '    points F16.4',
        '    count F10',
        '    @raw6 A5',
        '    day SDATE10',
        '    @raw8 A20',
        '  .',
        'NUMERIC held_out (F1).',
        `IF @raw6 = 'TRUE' held_out = 1.`,
      ].join('\n'),
    )
    expect(syntax).toContain('NUMERIC by_ (DATETIME20).')
    expect(syntax).toContain('DELETE VARIABLES @raw6 @raw8.')
    expect(syntax).toContain(`  code 'The patient''s code.'`)
    expect(syntax).toContain(
      [
        'VALUE LABELS sex',
        `  'f' 'She''s female'`,
        `  'unknown' 'Not "known"'`,
        '  .',
        'MISSING VALUES',
        ...['  code', '  text', '  sex', `  ('').`],
        'VARIABLE LEVEL',
        ...['  code', '  text', '  sex', '  held_out', '  (NOMINAL).'],
      ].join('\n'),
    )
    expect(syntax).toContain('DATASET COPY notes.')
  })

  it('in SPSS stays below the longest line and label, whatever a description says', () => {
    const table = aTable(rows)
    const [first, ...others] = table.columns
    const description = `It's “ü” `.repeat(60)
    const columns = [...(first === undefined ? [] : [{ ...first, description }]), ...others]
    const lines = readInSpss([shapeOf({ ...table, columns })]).split('\n')
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(256)
  })
})

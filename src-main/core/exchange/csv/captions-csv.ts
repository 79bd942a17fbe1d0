import { captionLimitWords, captionTextSchema } from '#shared/domain/caption.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { describeFormat } from './csv-format.ts'
import { cellReader, columnNamed, isKeyColumn, readCsvTable, rowKeyReader } from './csv-reading.ts'
import type { CsvRow, CsvTable, RowKey } from './csv-reading.ts'
import { unguardFormula } from './formula-guard.ts'
import { createProblemList } from '../problem-list.ts'
import { quoted, readProblem } from '../read-problem.ts'
import type { ReadResult } from '../read-problem.ts'

export interface CaptionRow extends RowKey {
  readonly line: number
  /** File name of the video, without folders. */
  readonly video: string
  readonly text: string
  /** Span in ms from the start of the video; both null for the whole clip. */
  readonly startMs: number | null
  readonly endMs: number | null
  /** The clip that the row is about, as this program's own exports say; null where it does not. */
  readonly clipSpan: TimeSpan | null
}

const fileNames = ['file', 'file_name', 'filename', 'video', 'video_file', 'clip_file', 'clip']
const textNames = ['caption', 'text']

const spanNames = ['start_ms', 'end_ms', 'clip_start_ms', 'clip_end_ms']
const wanted = new Set([...fileNames, ...textNames, ...spanNames])

/** Reads `captions.csv`; docs/session-folder.md describes it. Rows with an empty caption are none. */
export function readCaptionsCsv(bytes: Buffer, fileName: string): ReadResult<CaptionRow> {
  const { table, problems: unread } = readCsvTable(bytes, fileName, {
    wants: (column, index) => wanted.has(column) || isKeyColumn(column, index),
  })
  if (table === null) return { rows: [], problems: unread }
  const fileColumn = columnNamed(table, fileNames)
  const textColumn = columnNamed(table, textNames)
  if (fileColumn === null || textColumn === null) {
    const missing = fileColumn === null ? 'file' : 'caption'
    const what = `The column “${missing}” is missing.`
    return { rows: [], problems: [readProblem({ fileName, line: 1 }, 'missing-column', what)] }
  }
  const keyOf = rowKeyReader(table)
  const times = createTimes(table)
  const [textOf, fileOf] = [cellReader(table, textColumn), cellReader(table, fileColumn)]
  const spanOf = spanReader(table, times, ['start_ms', 'end_ms'])
  const clipOf = spanReader(table, times, ['clip_start_ms', 'clip_end_ms'])
  const rows: CaptionRow[] = []
  const problems = createProblemList(fileName)
  for (const row of table.rows) {
    const { line } = row
    const text = unguardFormula(textOf(row))
    if (text === '') continue
    const video = unguardFormula(fileOf(row)).split(/[/\\]/).at(-1) ?? ''
    const span = spanOf(row)
    const clip = clipOf(row)
    if (video === '') problems.add(line, 'missing-cell', 'The name of the video is missing.')
    else if (!captionTextSchema.safeParse(text).success) {
      problems.add(line, 'too-long', `The caption is longer than ${captionLimitWords}.`)
    } else if (typeof span === 'string') problems.add(line, 'bad-span', span)
    else if (typeof clip === 'string') problems.add(line, 'bad-span', clip)
    else {
      const about = { startMs: span?.startMs ?? null, endMs: span?.endMs ?? null, clipSpan: clip }
      rows.push({ ...keyOf(row), line, video: video.normalize('NFC'), text, ...about })
    }
  }
  const format = describeFormat(table.format, times.hasComma())
  const notes = format === null ? [] : [readProblem({ fileName, line: null }, 'format', format)]
  return { rows, problems: [...unread, ...problems.list()], notes }
}

interface Times {
  /** Milliseconds, or what is wrong. */
  read(text: string): number | string
  hasComma(): boolean
}

/**
 * Where semicolons part the columns, the comma is the sign before the decimals, and a point with three digits after it
 * parts thousands as often as not: nobody could tell a thousandth from a second.
 */
function createTimes({ format }: CsvTable): Times {
  const isPlain = format.delimiter === ','
  let comma = false
  return {
    read(text) {
      if (!/^\d+(?:[.,]\d+)?$/u.test(text)) return `${quoted(text)} is not a time in milliseconds.`
      if (isPlain ? /,\d{3}$/u.test(text) : /^\d{1,3}\.\d{3}$/u.test(text)) {
        return `${quoted(text)} could be thousands or thousandths of a millisecond. Write times without a sign for thousands.`
      }
      comma ||= text.includes(',')
      return Number(text.replace(',', '.'))
    },
    hasComma: () => comma,
  }
}

/** Null where both cells are empty; a string says what is wrong. */
function spanReader(table: CsvTable, times: Times, [startColumn, endColumn]: readonly [string, string]) {
  const [startOf, endOf] = [cellReader(table, startColumn), cellReader(table, endColumn)]
  return (row: CsvRow): TimeSpan | null | string => {
    const start = startOf(row)
    const end = endOf(row)
    if (start === '' && end === '') return null
    if (start === '' || end === '') return `A span needs both ${startColumn} and ${endColumn}.`
    const [startMs, endMs] = [times.read(start), times.read(end)]
    if (typeof startMs === 'string') return startMs
    return typeof endMs === 'string' ? endMs : { startMs, endMs }
  }
}

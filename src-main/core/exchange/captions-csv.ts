import { captionTextSchema } from '#shared/domain/caption.ts'
import type { TimeSpan } from '#shared/domain/cut.ts'
import { columnNamed, rowKeyReader } from './csv-reading.ts'
import type { CsvRow, CsvTable, RowKey } from './csv-reading.ts'
import { unguardFormula } from './formula-guard.ts'
import { quoted, readProblem } from './read-problem.ts'
import type { ReadProblem, ReadResult } from './read-problem.ts'

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

/** Reads `captions.csv`; docs/session-folder.md describes it. Rows with an empty caption are none. */
export function readCaptionsCsv(table: CsvTable): ReadResult<CaptionRow> {
  const fileColumn = columnNamed(table, fileNames)
  const textColumn = columnNamed(table, textNames)
  if (fileColumn === null || textColumn === null) {
    const missing = fileColumn === null ? 'file' : 'caption'
    const place = { fileName: table.fileName, line: 1 }
    return {
      rows: [],
      problems: [readProblem(place, 'missing-column', `The column “${missing}” is missing.`)],
    }
  }
  const keyOf = rowKeyReader(table)
  const rows: CaptionRow[] = []
  const problems: ReadProblem[] = []
  for (const row of table.rows) {
    const place = { fileName: table.fileName, line: row.line }
    const text = unguardFormula(row.cells[textColumn] ?? '')
    if (text === '') continue
    const video =
      unguardFormula(row.cells[fileColumn] ?? '')
        .split(/[/\\]/)
        .at(-1) ?? ''
    const span = readSpan(row, 'start_ms', 'end_ms')
    const clip = readSpan(row, 'clip_start_ms', 'clip_end_ms')
    if (video === '') problems.push(readProblem(place, 'missing-cell', 'The name of the video is missing.'))
    else if (!captionTextSchema.safeParse(text).success) {
      problems.push(readProblem(place, 'too-long', 'The caption is longer than 4,000 characters.'))
    } else if (typeof span === 'string') problems.push(readProblem(place, 'bad-span', span))
    else if (typeof clip === 'string') problems.push(readProblem(place, 'bad-span', clip))
    else {
      const about = { startMs: span?.startMs ?? null, endMs: span?.endMs ?? null, clipSpan: clip }
      rows.push({ ...keyOf(row), line: row.line, video: video.normalize('NFC'), text, ...about })
    }
  }
  return { rows, problems }
}

/** Null where both cells are empty; a string says what is wrong. */
function readSpan(row: CsvRow, startColumn: string, endColumn: string): TimeSpan | null | string {
  const start = row.cells[startColumn] ?? ''
  const end = row.cells[endColumn] ?? ''
  if (start === '' && end === '') return null
  if (start === '' || end === '') return `A span needs both ${startColumn} and ${endColumn}.`
  const bad = [start, end].find((text) => !/^\d+(?:\.\d+)?$/u.test(text))
  if (bad !== undefined) return `${quoted(bad)} is not a time in milliseconds.`
  return { startMs: Number(start), endMs: Number(end) }
}

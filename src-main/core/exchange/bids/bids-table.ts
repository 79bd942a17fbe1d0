import type { Session } from '#shared/domain/session.ts'
import type { CellValue } from '../csv/csv-table.ts'
import type { ProjectFile } from '../project-file.ts'
import type { BidsLabels } from './bids-labels.ts'

/** What a dictionary says of a column, under the names of the Brain Imaging Data Structure. */
export interface ColumnMeaning {
  readonly LongName?: string
  readonly Description: string
  readonly Levels?: Readonly<Record<string, string>>
  readonly Units?: string
  readonly Minimum?: number
  readonly Maximum?: number
}

export interface BidsColumn<Row> {
  readonly name: string
  readonly meaning: ColumnMeaning
  value(row: Row): CellValue
}

export interface BidsTable<Row> {
  /** Without its ending. */
  readonly path: string
  readonly description: string
  readonly columns: readonly BidsColumn<Row>[]
  readonly rows: readonly Row[]
  /** Stands beside the columns in the dictionary. */
  readonly tool?: { readonly Description: string }
}

export const yesNo: ColumnMeaning['Levels'] = { true: 'Yes', false: 'No' }

/** Tabs and line breaks would part a cell; there is no way to quote one. */
function cell(value: CellValue): string {
  if (value === null) return 'n/a'
  const text = typeof value === 'number' ? String(value + 0) : String(value)
  const plain = text.replaceAll(/\s+/gu, ' ').trim()
  return plain === '' ? 'n/a' : plain
}

/** A table and the dictionary beside it. */
export function bidsFiles<Row>({ path, description, columns, rows, tool }: BidsTable<Row>): ProjectFile[] {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ value }) => cell(value(row)))),
  ]
  const dictionary = {
    ...(tool === undefined ? {} : { MeasurementToolMetadata: tool }),
    ...Object.fromEntries(columns.map(({ name, meaning }) => [name, meaning])),
  }
  return [
    {
      ...{ name: `${path}.tsv`, description, rows: rows.length },
      text: lines.map((line) => `${line.join('\t')}\n`).join(''),
    },
    jsonFile(`${path}.json`, 'What the columns of the table beside it mean', dictionary),
  ]
}

export function jsonFile(name: string, description: string, document: unknown): ProjectFile {
  return { name, description, rows: null, text: `${JSON.stringify(document, null, 2)}\n` }
}

export function participantColumn<Row>(of: (row: Row) => Session, labels: BidsLabels): BidsColumn<Row> {
  return {
    name: 'participant_id',
    meaning: { Description: 'The patient, by a code' },
    value: (row) => labels.participant(of(row)),
  }
}

export function visitColumn<Row>(
  of: (row: Row) => Session,
  labels: BidsLabels,
  sessions: readonly Session[],
): BidsColumn<Row> {
  return {
    name: 'session_id',
    meaning: {
      Description: 'The visit',
      Levels: Object.fromEntries(sessions.map((session) => [labels.visit(session), session.visitLabel])),
    },
    value: (row) => labels.visit(of(row)),
  }
}

export function syntheticColumn<Row>(isMadeUp: (row: Row) => boolean): BidsColumn<Row> {
  return {
    name: 'synthetic',
    meaning: { Description: 'Made up for demonstration: no data of a patient', Levels: yesNo ?? {} },
    value: isMadeUp,
  }
}

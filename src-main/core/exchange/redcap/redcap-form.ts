import { groupBy } from '#shared/group-by.ts'
import type { CellValue } from '../csv/csv-table.ts'
import type { Measure, SymptomRow } from '../csv/symptom-rows.ts'
import type { ScoreData } from '../export-data.ts'
import type { RedcapField } from './redcap-field.ts'
import type { RedcapNames } from './redcap-names.ts'

/** A form of REDCap with all that is entered in it. */
export interface RedcapForm {
  readonly name: string
  /** Several times at one event: once by each rater, or each pack. */
  readonly isRepeating: boolean
  readonly fields: readonly RedcapField[]
  readonly entries: readonly RedcapEntry[]
}

export interface RedcapEntry {
  readonly sessionId: number
  /** Of a repeating form, from 1; null of another. */
  readonly instance: number | null
  /** In the order of the fields. */
  readonly cells: readonly CellValue[]
  readonly isComplete: boolean
}

/** A field, and what is entered in it. */
export interface Filled<Row> {
  readonly field: RedcapField
  readonly value: (row: Row) => CellValue
}

export interface Given {
  readonly data: ScoreData
  readonly names: RedcapNames
}

/** As REDCap keeps yes and no. */
export const yesNo = (value: boolean | null): number | null => (value === null ? null : value ? 1 : 0)

export function isOf(measure: Measure) {
  return (row: SymptomRow): boolean => row.measure.kind === measure.kind && row.measure.id === measure.id
}

/** A form that repeats: of each visit one entry an instance. */
export function formOf<Row extends SymptomRow>(
  form: { readonly name: string; readonly filled: readonly Filled<readonly Row[]>[] },
  rows: readonly Row[],
  of: { instance(row: Row): number; isComplete(rows: readonly Row[]): boolean },
): RedcapForm {
  const groups = groupBy(rows, (row) => JSON.stringify([row.session.id, of.instance(row)]))
  return {
    ...{ name: form.name, isRepeating: true, fields: form.filled.map(({ field }) => field) },
    entries: [...groups.values()].flatMap((group): RedcapEntry[] => {
      const [first] = group
      if (first === undefined) return []
      const cells = form.filled.map(({ value }) => value(group))
      const { id: sessionId } = first.session
      return [{ sessionId, instance: of.instance(first), cells, isComplete: of.isComplete(group) }]
    }),
  }
}

import type { Scale } from '#shared/domain/scale.ts'
import { computeTotal } from '#shared/domain/scale.ts'
import type { MissingReason } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { writeClipboardTable } from '#shared/tables/clipboard-table.ts'
import type { ScoreValue } from '../../stores/scores.ts'
import type { GridBlock } from './grid-place.ts'

/** In a narrow cell. */
export const shortReasons: Readonly<Record<MissingReason, string>> = {
  'not-assessed': 'not assessed',
  'not-applicable': 'n/a',
  refused: 'declined',
  technical: 'technical',
}

export interface GridContent {
  readonly scale: Scale
  readonly visits: readonly Session[]
  readonly valueOf: (sessionId: number, itemId: string) => ScoreValue
}

/** As the import and a paste read it back. */
function cellText({ value, missingReason }: ScoreValue): string {
  return value === null ? (missingReason ?? '') : String(value)
}

/** What is selected, for the clipboard. */
export function copiedBlock({ scale, visits, valueOf }: GridContent, block: GridBlock): string {
  const items = scale.items.slice(block.column, block.column + block.columns)
  const lines = visits
    .slice(block.row, block.row + block.rows)
    .map(({ id }) => items.map((item) => cellText(valueOf(id, item.id))))
  return writeClipboardTable(lines)
}

const digits = new Intl.NumberFormat('en', { maximumFractionDigits: 2, useGrouping: false })

/** Of a visit, in the order of the scale; null where items are missing. */
export function totalsOf({ scale, valueOf }: GridContent, sessionId: number): readonly (string | null)[] {
  return scale.totals.map((total) => {
    const { value } = computeTotal(scale, total, (itemId) => valueOf(sessionId, itemId).value)
    return value === null ? null : digits.format(value)
  })
}

/** The whole grid with the names of its columns, to be filled in by a spreadsheet and pasted back. */
export function copiedTable(content: GridContent): string {
  const { scale, visits, valueOf } = content
  const names = [...scale.items, ...scale.totals].map(({ column }) => column)
  const lines = visits.map(({ id, patientCode, visitLabel, visitDate }) => [
    ...[patientCode, visitLabel, visitDate ?? ''],
    ...scale.items.map((item) => cellText(valueOf(id, item.id))),
    ...totalsOf(content, id).map((text) => text ?? ''),
  ])
  return writeClipboardTable([['patient', 'visit', 'visit_date', ...names], ...lines])
}

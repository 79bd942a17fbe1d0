import { counted } from '#shared/counted.ts'
import type { ScoreValue } from '../../stores/scores.ts'
import type { PasteLayout } from './paste-layout.ts'
import type { PastePlan, PlannedCell } from './paste-plan.ts'
import { shortReasons } from './grid-text.ts'

/** More than these are counted. */
const MOST_LISTED = 200

const listed = new Intl.ListFormat('en-GB')

interface Line {
  readonly item: string
  readonly message: string
}

function firstOf(lines: readonly Line[]): readonly Line[] {
  const more = lines.length - MOST_LISTED
  if (more <= 0) return lines
  return [
    ...lines.slice(0, MOST_LISTED),
    { item: `… and ${counted(more, 'more')}`.replace(/s$/u, ''), message: '' },
  ]
}

function words({ value, missingReason }: ScoreValue): string {
  if (value !== null) return String(value)
  return missingReason === null ? 'empty' : shortReasons[missingReason]
}

export function listedRefusals({ refused }: PastePlan): readonly Line[] {
  return firstOf(refused.map(({ place, reason }) => ({ item: place, message: reason })))
}

export function listedChanges(cells: readonly PlannedCell[]): readonly Line[] {
  return firstOf(
    cells.map(({ visit, item, before, after }) => ({
      item: `${visit.patientCode} ${visit.visitLabel}, ${item.name}`,
      message: `${words(before)} → ${words(after)}`,
    })),
  )
}

/** How the block was read. */
export function layoutWords({ firstLine, patient, visit, date, items, ignored }: PasteLayout): string {
  const keys = [
    ...(patient === null ? [] : ['patient']),
    ...(visit === null ? [] : ['visit']),
    ...(date === null ? [] : ['date']),
  ]
  const known = [...items.values()].filter((item) => item !== null)
  const byWhat =
    keys.length > 0
      ? `Lines are matched by ${listed.format(keys)}`
      : 'Lines go to the visits from the cursor on'
  const columns = firstLine === 1 ? 'columns by their names' : 'columns to the items in order'
  const read = `${byWhat}, ${columns}: ${counted(known.length, 'item')}.`
  if (ignored.length === 0) return read
  const named = ignored.slice(0, 6).map((name) => `“${name}”`)
  const rest = ignored.length > named.length ? ' and others' : ''
  return `${read} Left out, as no item is called so: ${named.join(', ')}${rest}.`
}

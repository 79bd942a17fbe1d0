import type { Scale, ScaleItem } from '#shared/domain/scale.ts'
import { participantNames, plainName, visitDateNames, visitNames } from '#shared/tables/key-columns.ts'
import { looksLikeDate } from '#shared/tables/spreadsheet-dates.ts'
import type { VisitFinder } from './paste-visits.ts'

/** What the columns of a pasted block are, counted from 0; null where there is no such column. */
export interface PasteLayout {
  /** 1 where the first line names the columns. */
  readonly firstLine: 0 | 1
  readonly patient: number | null
  readonly visit: number | null
  readonly date: number | null
  /** Null for a column to the right of the last item. */
  readonly items: ReadonlyMap<number, ScaleItem | null>
  /** Names of columns that are left out. */
  readonly ignored: readonly string[]
}

type Meaning = 'patient' | 'visit' | 'date' | 'total' | ScaleItem

function namesOf(scale: Scale): ReadonlyMap<string, Meaning> {
  const names = new Map<string, Meaning>()
  const say = (name: string, meaning: Meaning): void => {
    const plain = plainName(name.trim().toLowerCase())
    if (!names.has(plain)) names.set(plain, meaning)
  }
  for (const item of scale.items) say(item.column, item)
  for (const item of scale.items) {
    for (const name of [item.id, item.name, `${item.id} ${item.name}`, ...(scale.aliases[item.id] ?? [])]) {
      say(name, item)
    }
  }
  for (const total of scale.totals)
    for (const name of [total.column, total.id, total.name]) say(name, 'total')
  for (const name of participantNames) say(name, 'patient')
  for (const name of visitNames) say(name, 'visit')
  for (const name of visitDateNames) say(name, 'date')
  return names
}

/** Where the first line names at least one column that is known. */
function namedLayout(header: readonly string[], scale: Scale): PasteLayout | null {
  const names = namesOf(scale)
  const meanings = header.map((cell) => names.get(plainName(cell.toLowerCase())))
  if (meanings.every((meaning) => meaning === undefined)) return null
  const place = (wanted: Meaning): number | null => {
    const at = meanings.indexOf(wanted)
    return at === -1 ? null : at
  }
  const items = new Map(
    meanings.flatMap((meaning, column) => (typeof meaning === 'object' ? [[column, meaning] as const] : [])),
  )
  const ignored = header.filter((cell, column) => cell !== '' && meanings[column] === undefined)
  return {
    ...{ firstLine: 1, items, ignored },
    ...{ patient: place('patient'), visit: place('visit'), date: place('date') },
  }
}

const isNumber = (text: string): boolean => /^[+-]?\d+(?:[.,]\d+)?$/u.test(text)

/** Codes that are numbers could be scores: a column is one of patients only where some are more than that. */
function hasPatients(lines: readonly (readonly string[])[], finder: VisitFinder): boolean {
  const texts = lines.map(([first = '']) => first).filter((text) => text !== '')
  if (!texts.some((text) => finder.isSurelyPatient(text))) return false
  return texts.filter((text) => finder.isPatient(text)).length * 2 >= texts.length
}

/** Where nothing is named: patient, visit and date are known by what they say, items stand in their order. */
function unnamedLayout(
  lines: readonly (readonly string[])[],
  { finder, scale, column }: { finder: VisitFinder; scale: Scale; column: number },
): PasteLayout {
  const patient = hasPatients(lines, finder) ? 0 : null
  const half = (count: number): boolean => count > 0 && count * 2 >= lines.length
  const isVisit = (line: readonly string[]): boolean =>
    !isNumber(line[1] ?? '') && finder.isVisitOf(line[0] ?? '', line[1] ?? '')
  const visit = patient !== null && half(lines.filter(isVisit).length) ? 1 : null
  const next = (patient === null ? 0 : 1) + (visit === null ? 0 : 1)
  const isDate = (line: readonly string[]): boolean =>
    !isNumber(line[next] ?? '') && looksLikeDate(line[next] ?? '')
  const date = patient !== null && half(lines.filter(isDate).length) ? next : null
  const first = next + (date === null ? 0 : 1)
  const width = Math.max(...lines.map(({ length }) => length))
  const items = new Map(
    Array.from({ length: Math.max(0, width - first) }, (_, at) => {
      return [first + at, scale.items[column + at] ?? null] as const
    }),
  )
  return { firstLine: 0, patient, visit, date, items, ignored: [] }
}

/** `column` is the item at which a block without names begins. */
export function layoutOf(
  lines: readonly (readonly string[])[],
  of: { readonly finder: VisitFinder; readonly scale: Scale; readonly column: number },
): PasteLayout {
  return namedLayout(lines[0] ?? [], of.scale) ?? unnamedLayout(lines, of)
}

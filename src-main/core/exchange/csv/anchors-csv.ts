import type { Anchors } from '#shared/domain/anchors.ts'
import { anchorsSchema } from '#shared/domain/anchors.ts'
import { rangeWords, takesValue } from '#shared/domain/scale.ts'
import type { Scale, ScaleItem } from '#shared/domain/scale.ts'
import { AppError } from '#shared/errors.ts'
import { createProblemList } from '../problem-list.ts'
import { quoted } from '../read-problem.ts'
import { cellReader, columnNamed, readCsvTable } from './csv-reading.ts'
import { unguardFormula } from './formula-guard.ts'

const columnsOf = {
  item: ['item', 'item_id', 'column', 'variable'],
  score: ['score', 'value', 'rating', 'point'],
  text: ['text', 'anchor', 'description', 'label'],
} as const
const wanted = new Set<string>(Object.values(columnsOf).flat())

/** More than any manual says of one score. */
const MAX_TEXT = 2000

/**
 * Reads a table with the columns item, score and text, one row for each score. All of it or nothing: a manual of which
 * a part is missing would mislead. Throws AppError `bad-request` with the first thing that is wrong.
 */
export function readAnchorsCsv(bytes: Buffer, fileName: string, scale: Scale): Anchors {
  const { table, problems: unread } = readCsvTable(bytes, fileName, { wants: (column) => wanted.has(column) })
  refuseFirst(unread)
  if (table === null) return {}
  const cell = (part: keyof typeof columnsOf) => {
    const column = columnNamed(table, columnsOf[part])
    if (column !== null) return cellReader(table, column)
    throw new AppError('bad-request', `${fileName}: The column “${part}” is missing.`)
  }
  const [itemOf, scoreOf, textOf] = [cell('item'), cell('score'), cell('text')]
  const problems = createProblemList(fileName)
  const anchors = new Map<string, Map<string, string>>()
  for (const row of table.rows) {
    const text = unguardFormula(textOf(row)).trim()
    if (text === '' && itemOf(row) === '') continue
    const item = itemNamed(scale, itemOf(row))
    const wrong = item === null ? noItem(itemOf(row), scale) : faultOf(item, scoreOf(row), text)
    if (item === null || wrong !== null) {
      problems.add(row.line, 'bad-anchor', wrong ?? '')
      continue
    }
    const ofItem = anchors.get(item.id) ?? new Map<string, string>()
    const score = String(Number(scoreOf(row)))
    if (ofItem.has(score))
      problems.add(row.line, 'anchor-twice', `${item.name}, score ${score} is there twice.`)
    anchors.set(item.id, ofItem.set(score, text))
  }
  refuseFirst(problems.list())
  if (anchors.size === 0) throw new AppError('bad-request', `${fileName}: There are no anchor texts in it.`)
  return anchorsSchema.parse(
    Object.fromEntries([...anchors].map(([id, ofItem]) => [id, Object.fromEntries(ofItem)])),
  )
}

function itemNamed({ items }: Scale, name: string): ScaleItem | null {
  const wanted = name.trim().toLowerCase()
  return (
    items.find((item) => [item.id, item.column, item.name.toLowerCase()].some((known) => known === wanted)) ??
    null
  )
}

function noItem(name: string, scale: Scale): string {
  return `${quoted(name)} is not an item of ${scale.shortTitle}.`
}

function faultOf(item: ScaleItem, score: string, text: string): string | null {
  const value = /^-?\d{1,6}$/u.test(score) ? Number(score) : null
  if (value === null || !takesValue(item, value)) {
    return `${quoted(score)} is not a score of ${item.name}, which is rated from ${rangeWords(item)}.`
  }
  if (text === '') return `The text for score ${score} of ${item.name} is missing.`
  return text.length > MAX_TEXT
    ? `The text for score ${score} of ${item.name} is longer than ${MAX_TEXT.toLocaleString('en')} characters.`
    : null
}

function refuseFirst(problems: readonly { readonly message: string }[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`
  throw new AppError('bad-request', `${first.message}${more} Nothing was taken from it.`)
}

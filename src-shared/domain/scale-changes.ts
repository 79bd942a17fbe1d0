import { counted } from '../counted.ts'
import { rangeWords } from './scale.ts'
import type { Scale, ScaleItem, ScaleTotal } from './scale.ts'

/** How often an item of a scale was rated, by whomever, and how many severity models were fitted to it. */
export interface ItemUse {
  readonly ratings: number
  readonly models: number
}

/** By item id; what is not named was never used. */
export type ScaleUse = Readonly<Record<string, ItemUse>>

export interface RefusedChange {
  readonly itemId: string
  readonly sentence: string
}

function heldBy(use: ItemUse | undefined): string | null {
  if (use === undefined) return null
  if (use.ratings > 0) return counted(use.ratings, 'rating')
  return use.models > 0 ? counted(use.models, 'severity model') : null
}

function isSameRange(one: ScaleItem, other: ScaleItem): boolean {
  return one.min === other.min && one.max === other.max && one.step === other.step
}

/** What may not become of an item with ratings: that it goes, or that its range is another one. */
export function refusedChanges(before: Scale, after: Scale, use: ScaleUse): RefusedChange[] {
  return before.items.flatMap((item) => {
    const held = heldBy(use[item.id])
    if (held === null) return []
    const now = after.items.find(({ id }) => id === item.id)
    if (now === undefined) {
      const sentence = `“${item.name}” has ${held}: it stays in the scale. A new version can leave it out.`
      return [{ itemId: item.id, sentence }]
    }
    if (isSameRange(item, now)) return []
    const sentence = `“${item.name}” has ${held} on ${rangeWords(item)}: this range stays. A new version can have another.`
    return [{ itemId: item.id, sentence }]
  })
}

function ruleOf(scale: Scale, { items, method, mostMissing }: ScaleTotal): string {
  const counts = items.map((id) => [id, scale.items.find((item) => item.id === id)?.reversed === true])
  return JSON.stringify([counts.sort(), method ?? 'sum', mostMissing ?? 0])
}

/** Totals that come out otherwise for ratings that are there; one sentence each. */
export function recomputedTotals(before: Scale, after: Scale, use: ScaleUse): string[] {
  return before.totals.flatMap((total) => {
    const ratings = total.items.reduce((most, id) => Math.max(most, use[id]?.ratings ?? 0), 0)
    if (ratings === 0) return []
    const now = after.totals.find(({ id }) => id === total.id)
    if (now === undefined) return [`“${total.name}” goes; the ratings that it was made of stay.`]
    if (ruleOf(before, total) === ruleOf(after, now)) return []
    return [
      `“${total.name}” is made anew of the ratings that are there: up to ${counted(ratings, 'rating')} of an item.`,
    ]
  })
}

/** Names that the scales of a study have already. */
export interface TakenNames {
  readonly ids: ReadonlySet<string>
  readonly columns: ReadonlySet<string>
}

const MOST_VERSIONS = 1000

/** A name of at most 40 characters with a number at its end. */
function numbered(name: string, separator: string, number: number): string {
  const end = `${separator}${String(number)}`
  return `${name.slice(0, 40 - end.length)}${end}`
}

function withoutNumber(name: string, separator: string): string {
  return name.replace(new RegExp(`${separator}\\d{1,3}$`, 'u'), '')
}

/**
 * The scale under an id and columns that are free, as a copy or as its next version. Other column names of its items stay
 * with the one that has them.
 */
export function copiedScale(scale: Scale, taken: TakenNames, as: 'copy' | 'version'): Scale {
  const isNumbered = as === 'version' && /-\d{1,3}$/u.test(scale.id)
  const idStem = isNumbered ? withoutNumber(scale.id, '-') : scale.id
  const columnStem = (column: string): string => (isNumbered ? withoutNumber(column, '_') : column)
  for (let number = 2; number < MOST_VERSIONS; number += 1) {
    const id = numbered(idStem, '-', number)
    const columnOf = ({ column }: { column: string }): string => numbered(columnStem(column), '_', number)
    const columns = [...scale.items, ...scale.totals].map(columnOf)
    if (taken.ids.has(id) || new Set(columns).size < columns.length) continue
    if (columns.some((column) => taken.columns.has(column))) continue
    const word = as === 'copy' ? 'copy' : `version ${String(number)}`
    return {
      ...scale,
      id,
      title: withWord(scale.title, word, 120),
      shortTitle: withWord(scale.shortTitle, word, 40),
      aliases: {},
      items: scale.items.map((item) => ({ ...item, column: columnOf(item) })),
      totals: scale.totals.map((total) => ({ ...total, column: columnOf(total) })),
    }
  }
  return scale
}

function withWord(title: string, word: string, most: number): string {
  const bare = title.replace(/ \((?:copy|version \d+)\)$/u, '')
  const end = ` (${word})`
  return `${bare.slice(0, most - end.length)}${end}`
}

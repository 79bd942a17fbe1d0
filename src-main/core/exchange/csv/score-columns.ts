import type { Scale, ScaleItem } from '#shared/domain/scale.ts'

export interface ScaleAndItem {
  readonly scale: Scale
  readonly item: ScaleItem
}

/** What the name of a column in a table of scores says. */
export type ColumnMeaning =
  | (ScaleAndItem & { readonly kind: 'item'; readonly affix: string | null })
  /** It begins like the columns of these scales, and is neither an item nor a total of one. */
  | { readonly kind: 'unknown-item'; readonly scales: readonly Scale[] }
  /** A total, which is computed and never read, or a column that has nothing to do with scales. */
  | { readonly kind: 'ignored' }

export interface ScoreColumns {
  /** `column` in lower case. */
  meaningOf(column: string): ColumnMeaning
  /** Of a long table; `scale` may be empty when the item is named by its column. */
  find(scale: string, item: string): ScaleAndItem | 'total' | null
}

const separator = /[_. -]/u
/** Sums and means are called so in public data sets; they are not items. */
const computed = /(?:^|[_. -])(?:s?sum|total|tot|avg|mean|score)(?:$|[_. -])/u

export function createScoreColumns(
  scales: readonly Scale[],
  isVisit: (name: string) => boolean,
): ScoreColumns {
  const items = new Map<string, ScaleAndItem>()
  const totals = new Set<string>()
  for (const scale of scales) {
    for (const item of scale.items) {
      for (const alias of scale.aliases[item.id] ?? []) items.set(alias.toLowerCase(), { scale, item })
    }
    for (const total of scale.totals) totals.add(total.column)
  }
  // What a REDCap export with labels calls a column, where the label is the item's name.
  const named = scales.flatMap((scale) =>
    scale.items.map((item) => ({ name: item.name.toLowerCase(), scale, item })),
  )
  for (const { name, scale, item } of named) {
    const isOnly = named.filter((other) => other.name === name).length === 1
    if (isOnly && !items.has(name)) items.set(name, { scale, item })
  }
  // A column's own name comes before any alias.
  for (const scale of scales) {
    for (const item of scale.items) items.set(item.column, { scale, item })
  }

  const stems = scales.flatMap((scale) => {
    const stem = stemOf(scale)
    return stem === null ? [] : [{ scale, stem }]
  })

  function meaningOf(column: string): ColumnMeaning {
    const exact = items.get(column)
    if (exact !== undefined) return { kind: 'item', affix: null, ...exact }
    if (totals.has(column)) return { kind: 'ignored' }
    for (const { affix, rest } of splits(column)) {
      if (!isVisit(affix)) continue
      const found = items.get(rest)
      if (found !== undefined) return { kind: 'item', affix, ...found }
      if (totals.has(rest)) return { kind: 'ignored' }
    }
    if (computed.test(column)) return { kind: 'ignored' }
    const alike = stems.filter(({ stem }) => beginsLike(column, stem)).map(({ scale }) => scale)
    return alike.length === 0 ? { kind: 'ignored' } : { kind: 'unknown-item', scales: alike }
  }

  function find(scaleName: string, itemName: string): ScaleAndItem | 'total' | null {
    const wanted = itemName.toLowerCase()
    const named = scales.filter((scale) =>
      [scale.id, scale.title, scale.shortTitle].some(
        (name) => name.toLowerCase() === scaleName.toLowerCase(),
      ),
    )
    const scale = named[0]
    if (scaleName !== '' && scale === undefined) return null
    const byColumn = items.get(wanted)
    if (scale === undefined) return byColumn ?? (totals.has(wanted) ? 'total' : null)
    const item = scale.items.find(({ id }) => id === wanted)
    if (item !== undefined) return { scale, item }
    if (scale.totals.some(({ id, column }) => id === wanted || column === wanted)) return 'total'
    return byColumn?.scale.id === scale.id ? byColumn : null
  }

  return { meaningOf, find }
}

/** Every way to take something off the front or the end at a separator. */
function splits(column: string): { affix: string; rest: string }[] {
  const ways: { affix: string; rest: string }[] = []
  for (let at = 1; at < column.length - 1; at += 1) {
    if (!separator.test(column.charAt(at))) continue
    const front = column.slice(0, at)
    const back = column.slice(at + 1)
    ways.push({ affix: front, rest: back }, { affix: back, rest: front })
  }
  return ways
}

/** `panss` of `panss_n1`; the letters before anything else in the first item's column. Null for too few. */
function stemOf(scale: Scale): string | null {
  const stem = /^[a-z]+/u.exec(scale.items[0]?.column ?? '')?.[0]
  return stem === undefined || stem.length < 3 ? null : stem
}

function beginsLike(column: string, stem: string): boolean {
  if (!column.includes(stem)) return false
  return column
    .split(separator)
    .some((part) => part === stem || (part.startsWith(stem) && /\d/u.test(part.charAt(stem.length))))
}

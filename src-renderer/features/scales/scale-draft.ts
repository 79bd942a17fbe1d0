import type { Anchors } from '#shared/domain/anchors.ts'
import type { FaceReason } from '#shared/domain/face-reason.ts'
import type { Scale, ScaleItem, ScaleTotal } from '#shared/domain/scale.ts'

/** An item as it stands in the form: numbers are what was typed. */
export interface ItemDraft {
  /** Tells it from the others while it is edited. */
  readonly key: number
  /** Its id, once in lower case. */
  readonly code: string
  /** Column in tables; null: made of the code. */
  readonly column: string | null
  readonly name: string
  readonly min: string
  readonly max: string
  /** Empty: each whole number. */
  readonly step: string
  readonly isReversed: boolean
  readonly faceVisible: boolean
  readonly notOnFace: FaceReason | null
  /** By the score as text. */
  readonly anchors: Readonly<Record<string, string>>
}

export interface TotalDraft {
  readonly key: number
  /** Null until it was saved once: made of the name. */
  readonly id: string | null
  readonly column: string | null
  readonly name: string
  /** Keys of items. */
  readonly items: readonly number[]
  readonly isMean: boolean
  /** Empty: one missing item leaves it missing. */
  readonly mostMissing: string
}

export interface ScaleDraft {
  /** Null until it was saved once: made of the short name. */
  readonly id: string | null
  readonly title: string
  readonly shortTitle: string
  readonly version: string
  readonly timeFrame: string
  readonly citation: string
  readonly licenceNote: string
  readonly aliases: Scale['aliases']
  readonly items: readonly ItemDraft[]
  readonly totals: readonly TotalDraft[]
  /** Of the next item or total. */
  readonly nextKey: number
}

export const emptyDraft: ScaleDraft = {
  ...{ id: null, title: '', shortTitle: '', version: '', timeFrame: '', citation: '', licenceNote: '' },
  ...{ aliases: {}, totals: [], nextKey: 1 },
  items: [
    {
      ...{ key: 0, code: '1', column: null, name: '', min: '0', max: '4', step: '' },
      ...{ isReversed: false, faceVisible: false, notOnFace: null, anchors: {} },
    },
  ],
}

/** Letters, digits and one sign between them, as ids and columns have them; at most 40. */
export function plainName(text: string, sign: '-' | '_'): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, sign)
    .replaceAll(new RegExp(`^${sign}+|${sign}+$`, 'gu'), '')
  return (/^[a-z]/u.test(plain) || plain === '' ? plain : `i${plain}`).slice(0, 40)
}

export function idOfScale({ id, shortTitle }: Pick<ScaleDraft, 'id' | 'shortTitle'>): string {
  return id ?? plainName(shortTitle, '-')
}

export function idOfItem({ code }: Pick<ItemDraft, 'code'>): string {
  return plainName(code, '-')
}

export function columnOfItem(scale: ScaleDraft, { column, code }: ItemDraft): string {
  return column ?? madeColumn(scale, code)
}

export function idOfTotal({ id, name }: Pick<TotalDraft, 'id' | 'name'>): string {
  return id ?? plainName(name, '-')
}

export function columnOfTotal(scale: ScaleDraft, { column, name }: TotalDraft): string {
  return column ?? madeColumn(scale, name)
}

function madeColumn(scale: ScaleDraft, part: string): string {
  const plain = plainName(part, '_')
  return plain === '' ? '' : plainName(`${idOfScale(scale)}_${part}`, '_')
}

function itemDraft(item: ScaleItem, key: number, anchors: Anchors | null): ItemDraft {
  return {
    key,
    code: item.id,
    column: item.column,
    name: item.name,
    min: String(item.min),
    max: String(item.max),
    step: item.step === undefined ? '' : String(item.step),
    isReversed: item.reversed === true,
    faceVisible: item.faceVisible,
    notOnFace: item.notOnFace ?? null,
    anchors: anchors?.[item.id] ?? {},
  }
}

function totalDraft(total: ScaleTotal, key: number, scale: Scale): TotalDraft {
  const { id, column, name, method, mostMissing } = total
  const places = scale.items.flatMap((item, index) => (total.items.includes(item.id) ? [index] : []))
  const missing = mostMissing === undefined ? '' : String(mostMissing)
  return { key, id, column, name, items: places, isMean: method === 'mean', mostMissing: missing }
}

/** What the form shows of a scale. */
export function draftOf(scale: Scale, anchors: Anchors | null): ScaleDraft {
  const { id, title, shortTitle, version = '', timeFrame = '', citation, licenceNote, aliases } = scale
  const count = scale.items.length
  return {
    ...{ id, title, shortTitle, version, timeFrame, citation, licenceNote, aliases },
    items: scale.items.map((item, index) => itemDraft(item, index, anchors)),
    totals: scale.totals.map((total, index) => totalDraft(total, count + index, scale)),
    nextKey: count + scale.totals.length,
  }
}

/** `a2` after `a1`; nothing after what has no number. */
function nextCode(draft: ScaleDraft, code: string): string {
  const match = /^(.*?)(\d{1,6})$/u.exec(code)
  if (match === null) return ''
  const taken = new Set(draft.items.map((item) => idOfItem(item)))
  const [, stem = '', number = '0'] = match
  for (let next = Number(number) + 1; next < Number(number) + 1000; next += 1) {
    const made = `${stem}${String(next)}`
    if (!taken.has(idOfItem({ code: made }))) return made
  }
  return ''
}

/** A new item after another one, or at the end, with the range of the one before it. */
export function withItem(draft: ScaleDraft, after: number | null): ScaleDraft {
  const found = draft.items.findIndex(({ key }) => key === after)
  const place = found === -1 ? draft.items.length : found + 1
  const before = draft.items[place - 1]
  const like = before ?? emptyDraft.items[0]
  if (like === undefined) return draft
  const item: ItemDraft = {
    ...like,
    ...{ key: draft.nextKey, column: null, name: '', anchors: {}, isReversed: false },
    code: before === undefined ? '1' : nextCode(draft, before.code),
  }
  return { ...draft, items: draft.items.toSpliced(place, 0, item), nextKey: draft.nextKey + 1 }
}

export function withoutItem(draft: ScaleDraft, key: number): ScaleDraft {
  return {
    ...draft,
    items: draft.items.filter((item) => item.key !== key),
    totals: draft.totals.map((total) => ({ ...total, items: total.items.filter((each) => each !== key) })),
  }
}

export function withItemMoved(draft: ScaleDraft, key: number, by: 1 | -1): ScaleDraft {
  const place = draft.items.findIndex((item) => item.key === key)
  const item = draft.items[place]
  const to = place + by
  if (item === undefined || to < 0 || to >= draft.items.length) return draft
  return { ...draft, items: draft.items.toSpliced(place, 1).toSpliced(to, 0, item) }
}

export function withItemChanged(draft: ScaleDraft, key: number, change: Partial<ItemDraft>): ScaleDraft {
  return { ...draft, items: draft.items.map((item) => (item.key === key ? { ...item, ...change } : item)) }
}

/** A new total of all items. */
export function withTotal(draft: ScaleDraft): ScaleDraft {
  const total: TotalDraft = {
    ...{ key: draft.nextKey, id: null, column: null, isMean: false, mostMissing: '' },
    name: draft.totals.length === 0 ? 'Total' : '',
    items: draft.items.map(({ key }) => key),
  }
  return { ...draft, totals: [...draft.totals, total], nextKey: draft.nextKey + 1 }
}

export function withoutTotal(draft: ScaleDraft, key: number): ScaleDraft {
  return { ...draft, totals: draft.totals.filter((total) => total.key !== key) }
}

export function withTotalChanged(draft: ScaleDraft, key: number, change: Partial<TotalDraft>): ScaleDraft {
  return {
    ...draft,
    totals: draft.totals.map((total) => (total.key === key ? { ...total, ...change } : total)),
  }
}

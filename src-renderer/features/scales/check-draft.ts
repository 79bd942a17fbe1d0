import type { Anchors } from '#shared/domain/anchors.ts'
import { MAX_ITEMS, rangeWords, scaleSchema, takesValue } from '#shared/domain/scale.ts'
import type { Scale, ScaleItem, ScaleTotal } from '#shared/domain/scale.ts'
import { refusedChanges } from '#shared/domain/scale-changes.ts'
import type { ScaleUse, TakenNames } from '#shared/domain/scale-changes.ts'
import { columnOfItem, columnOfTotal, idOfItem, idOfScale, idOfTotal } from './scale-draft.ts'
import type { ItemDraft, ScaleDraft, TotalDraft } from './scale-draft.ts'

/** Names a field of the form: `title`, `item 3 min`, `total 5 items`. */
export type FieldName = string

export interface CheckedDraft {
  /** One sentence for each field with a fault. */
  readonly faults: ReadonlyMap<FieldName, string>
  /** Null while something is wrong. */
  readonly scale: Scale | null
  readonly anchors: Anchors | null
  /** What can be shown already: items with a range, and totals of such. */
  readonly preview: Scale
}

/** What a draft is checked against. */
export interface DraftScope {
  /** Of the other scales of the study. */
  readonly taken: TakenNames
  /** As it is in the study; null for a new one. */
  readonly before: Scale | null
  /** What hangs on it there. */
  readonly use: ScaleUse
}

export function itemField(key: number, field: string): FieldName {
  return `item ${String(key)} ${field}`
}

export function totalField(key: number, field: string): FieldName {
  return `total ${String(key)} ${field}`
}

const wholeNumber = /^-?\d{1,6}$/u

function numberOf(text: string): number | null {
  return wholeNumber.test(text.trim()) ? Number(text) : null
}

interface Range {
  readonly min: number
  readonly max: number
  readonly step?: number
}

function rangeOf({ min, max, step }: ItemDraft): Range | null {
  const [low, high] = [numberOf(min), numberOf(max)]
  if (low === null || high === null || low >= high) return null
  if (step.trim() === '' || step.trim() === '1') return { min: low, max: high }
  const by = numberOf(step)
  return by === null || by < 2 || (high - low) % by !== 0 ? null : { min: low, max: high, step: by }
}

/** Faults by field: the first of a field is told. */
function createFaults() {
  const found = new Map<FieldName, string>()
  return {
    found,
    say: (field: FieldName, sentence: string): void => {
      if (!found.has(field)) found.set(field, sentence)
    },
  }
}
type Faults = ReturnType<typeof createFaults>

interface LongestText {
  readonly text: string
  readonly most: number
  readonly what: string
}

function checkText(faults: Faults, field: FieldName, { text, most, what }: LongestText): void {
  if (text.length <= most) return
  faults.say(field, `${what} has ${String(text.length)} characters; at most ${String(most)} are kept.`)
}

function checkFacts(faults: Faults, draft: ScaleDraft): void {
  if (draft.title.trim() === '') faults.say('title', 'The scale needs a name.')
  if (draft.shortTitle.trim() === '') faults.say('shortTitle', 'It needs a short name, for lists and charts.')
  else if (idOfScale(draft) === '')
    faults.say('shortTitle', 'The short name needs a letter from a to z or a digit, for the names in tables.')
  checkText(faults, 'title', { text: draft.title, most: 120, what: 'The name' })
  checkText(faults, 'shortTitle', { text: draft.shortTitle, most: 40, what: 'The short name' })
  checkText(faults, 'version', { text: draft.version, most: 120, what: 'The edition' })
  checkText(faults, 'timeFrame', { text: draft.timeFrame, most: 120, what: 'The time frame' })
  checkText(faults, 'citation', { text: draft.citation, most: 2000, what: 'The source' })
  checkText(faults, 'licenceNote', { text: draft.licenceNote, most: 2000, what: 'The note' })
}

function checkRange(faults: Faults, item: ItemDraft): void {
  const field = (name: string): FieldName => itemField(item.key, name)
  const [min, max] = [numberOf(item.min), numberOf(item.max)]
  if (min === null) faults.say(field('min'), 'The lowest value is a whole number.')
  if (max === null) faults.say(field('max'), 'The highest value is a whole number.')
  if (min === null || max === null) return
  if (min >= max) {
    faults.say(field('max'), `The highest value is above the lowest, ${String(min)}.`)
    return
  }
  const step = item.step.trim() === '' ? 1 : numberOf(item.step)
  if (step === null || step < 1) faults.say(field('step'), 'The step is a whole number from 1 on.')
  else if ((max - min) % step !== 0)
    faults.say(field('step'), `Steps of ${String(step)} do not lead from ${String(min)} to ${String(max)}.`)
}

function checkAnchors(faults: Faults, item: ItemDraft): void {
  const range = rangeOf(item)
  for (const [score, text] of Object.entries(item.anchors)) {
    const field = itemField(item.key, `anchor ${score}`)
    checkText(faults, field, { text, most: 2000, what: 'The text' })
    if (range !== null && text.trim() !== '' && !takesValue(range, Number(score)))
      faults.say(
        itemField(item.key, 'max'),
        `There is a text for the score ${score}, which ${rangeWords(range)} leaves out: clear it first.`,
      )
  }
}

/** Counts names, so that the second of two that are the same is told. */
function createNames() {
  const seen = new Map<string, string>()
  return (name: string, of: string): string | null => {
    const first = seen.get(name)
    if (name !== '' && first === undefined) seen.set(name, of)
    return name === '' ? null : (first ?? null)
  }
}

function checkItems(faults: Faults, draft: ScaleDraft): void {
  if (draft.items.length === 0) faults.say('items', 'A scale has at least one item.')
  if (draft.items.length > MAX_ITEMS) faults.say('items', `A scale has at most ${String(MAX_ITEMS)} items.`)
  const nameBefore = createNames()
  draft.items.forEach((item, index) => {
    const field = (name: string): FieldName => itemField(item.key, name)
    const shown = item.name.trim() === '' ? `item ${String(index + 1)}` : `“${item.name.trim()}”`
    if (item.name.trim() === '') faults.say(field('name'), 'The item needs a name.')
    checkText(faults, field('name'), { text: item.name, most: 120, what: 'The name' })
    const id = idOfItem(item)
    if (id === '') faults.say(field('code'), 'The code needs a letter from a to z or a digit.')
    const twin = nameBefore(id, shown)
    if (twin !== null) faults.say(field('code'), `${twin} has this code, too.`)
    checkRange(faults, item)
    checkAnchors(faults, item)
  })
}

function checkTotals(faults: Faults, draft: ScaleDraft): void {
  if (draft.totals.length > 50) faults.say('totals', 'A scale has at most 50 totals.')
  const nameBefore = createNames()
  for (const total of draft.totals) {
    const field = (name: string): FieldName => totalField(total.key, name)
    if (total.name.trim() === '') faults.say(field('name'), 'The total needs a name.')
    else if (idOfTotal(total) === '')
      faults.say(field('name'), 'The name needs a letter from a to z or a digit.')
    checkText(faults, field('name'), { text: total.name, most: 120, what: 'The name' })
    const twin = nameBefore(idOfTotal(total), `“${total.name.trim()}”`)
    if (twin !== null) faults.say(field('name'), `${twin} would have the same column: name it otherwise.`)
    if (total.items.length === 0) faults.say(field('items'), 'The total is of no item.')
    const missing = total.mostMissing.trim() === '' ? 0 : numberOf(total.mostMissing)
    if (missing === null || missing < 0)
      faults.say(field('mostMissing'), 'How many may be missing is a whole number.')
    else if (total.items.length > 0 && missing >= total.items.length)
      faults.say(
        field('mostMissing'),
        `At least one of its ${String(total.items.length)} items must be rated.`,
      )
  }
}

const columnName = /^[a-z][a-z0-9_]{0,39}$/u

function checkColumns(faults: Faults, draft: ScaleDraft, { taken, before }: DraftScope): void {
  const id = idOfScale(draft)
  if (before === null && taken.ids.has(id))
    faults.say('shortTitle', `The study has a scale with the id “${id}” already: choose another short name.`)
  const nameBefore = createNames()
  const check = (field: FieldName, column: string, of: string): void => {
    if (column === '') return
    const twin = nameBefore(column, of)
    if (!columnName.test(column))
      faults.say(field, 'A column has lower-case letters, digits and underscores, and begins with a letter.')
    else if (twin !== null) faults.say(field, `${twin} has the column “${column}”, too.`)
    else if (taken.columns.has(column))
      faults.say(field, `The column “${column}” belongs to another scale of the study.`)
  }
  for (const item of draft.items)
    check(itemField(item.key, 'code'), columnOfItem(draft, item), `“${item.name.trim()}”`)
  for (const total of draft.totals)
    check(totalField(total.key, 'name'), columnOfTotal(draft, total), `“${total.name.trim()}”`)
}

function itemOf(draft: ScaleDraft, item: ItemDraft, range: Range): ScaleItem {
  const { faceVisible, notOnFace, isReversed } = item
  return {
    ...{ id: idOfItem(item), column: columnOfItem(draft, item), name: item.name.trim() },
    ...range,
    faceVisible,
    ...(!faceVisible && notOnFace !== null && { notOnFace }),
    ...(isReversed && { reversed: true }),
  }
}

function totalOf(draft: ScaleDraft, total: TotalDraft, idByKey: ReadonlyMap<number, string>): ScaleTotal {
  const items = draft.items
    .filter(({ key }) => total.items.includes(key))
    .flatMap(({ key }) => idByKey.get(key) ?? [])
  const missing = numberOf(total.mostMissing) ?? 0
  return {
    ...{ id: idOfTotal(total), column: columnOfTotal(draft, total), name: total.name.trim(), items },
    ...(total.isMean && { method: 'mean' as const }),
    ...(missing > 0 && { mostMissing: missing }),
  }
}

function scaleOf(draft: ScaleDraft, items: readonly ScaleItem[], totals: readonly ScaleTotal[]): Scale {
  const [version, timeFrame] = [draft.version.trim(), draft.timeFrame.trim()]
  const ids = new Set(items.map(({ id }) => id))
  return {
    ...{ formatVersion: 1 as const, id: idOfScale(draft), title: draft.title.trim() },
    shortTitle: draft.shortTitle.trim(),
    ...(version !== '' && { version }),
    ...(timeFrame !== '' && { timeFrame }),
    ...{ citation: draft.citation.trim(), licenceNote: draft.licenceNote.trim() },
    aliases: Object.fromEntries(Object.entries(draft.aliases).filter(([id]) => ids.has(id))),
    ...{ items: [...items], totals: [...totals] },
  }
}

/** As far as it can be shown: names that are open stand for themselves. */
function previewOf(draft: ScaleDraft): Scale {
  const idByKey = new Map<number, string>()
  const items = draft.items.flatMap((item, index) => {
    const range = rangeOf(item)
    if (range === null) return []
    const id = `item-${String(item.key)}`
    idByKey.set(item.key, id)
    const name = item.name.trim() === '' ? `Item ${String(index + 1)}` : item.name.trim()
    return [{ ...itemOf(draft, item, range), id, name }]
  })
  const totals = draft.totals.flatMap((total) => {
    const made = totalOf(draft, total, idByKey)
    const name = made.name === '' ? 'Total' : made.name
    return made.items.length === 0 ? [] : [{ ...made, id: `total-${String(total.key)}`, name }]
  })
  return scaleOf(draft, items, totals)
}

function anchorsOf(draft: ScaleDraft): Anchors | null {
  const entries = draft.items.flatMap((item) => {
    const texts = Object.entries(item.anchors).flatMap(([score, text]) =>
      text.trim() === '' ? [] : [[score, text.trim()] as const],
    )
    return texts.length === 0 ? [] : [[idOfItem(item), Object.fromEntries(texts)] as const]
  })
  return entries.length === 0 ? null : Object.fromEntries(entries)
}

/** Of items whose key is known, what may not become of their ratings. */
function checkUse(faults: Faults, draft: ScaleDraft, { before, use }: DraftScope): void {
  if (before === null) return
  const items = draft.items.flatMap((item) => {
    const range = rangeOf(item)
    return range === null ? [] : [itemOf(draft, item, range)]
  })
  const open = new Set(draft.items.filter((item) => rangeOf(item) === null).map((item) => idOfItem(item)))
  for (const { itemId, sentence } of refusedChanges(before, { ...before, items }, use)) {
    const there = draft.items.find((item) => idOfItem(item) === itemId)
    if (there === undefined) faults.say('items', sentence)
    else if (!open.has(itemId)) faults.say(itemField(there.key, 'max'), sentence)
  }
}

/** Everything that is wrong with a draft, each at its field, and the scale that it makes where nothing is. */
export function checkDraft(draft: ScaleDraft, scope: DraftScope): CheckedDraft {
  const faults = createFaults()
  checkFacts(faults, draft)
  checkItems(faults, draft)
  checkTotals(faults, draft)
  checkColumns(faults, draft, scope)
  checkUse(faults, draft, scope)
  const preview = previewOf(draft)
  if (faults.found.size > 0) return { faults: faults.found, scale: null, anchors: null, preview }
  const idByKey = new Map(draft.items.map((item) => [item.key, idOfItem(item)]))
  const items = draft.items.flatMap((item) => {
    const range = rangeOf(item)
    return range === null ? [] : [itemOf(draft, item, range)]
  })
  const parsed = scaleSchema.safeParse(
    scaleOf(
      draft,
      items,
      draft.totals.map((total) => totalOf(draft, total, idByKey)),
    ),
  )
  if (!parsed.success) {
    faults.say('scale', parsed.error.issues[0]?.message ?? 'This is not a scale.')
    return { faults: faults.found, scale: null, anchors: null, preview }
  }
  return { faults: faults.found, scale: parsed.data, anchors: anchorsOf(draft), preview }
}

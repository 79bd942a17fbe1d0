import { computeTotal, totalRange } from './scale.ts'
import type { Scale, ScaleItem, ScaleTotal } from './scale.ts'

/** What a severity model is fitted to: an item of a scale, or its total or a subscale, which has an item's name and range. */
export interface SeverityTarget extends ScaleItem {
  /** The items of a total; not given for an item. */
  readonly parts?: readonly ScaleItem[]
}

/** Nothing of a total can be seen where none of its items can; where only some can, `hiddenParts` says which not. */
function totalTarget(scale: Scale, total: ScaleTotal): SeverityTarget {
  const parts = scale.items.filter(({ id }) => total.items.includes(id))
  const { id, column, name } = total
  const faceVisible = parts.some((part) => part.faceVisible)
  return { id, column, name, ...totalRange(scale, total), faceVisible, parts }
}

/** Totals and subscales of a scale. One that shares an item's id cannot be told from it and is left out. */
export function totalTargets(scale: Scale): SeverityTarget[] {
  const taken = new Set(scale.items.map(({ id }) => id))
  return scale.totals.filter(({ id }) => !taken.has(id)).map((total) => totalTarget(scale, total))
}

/** By the id of an item or a total; undefined where the scale has neither. */
export function findTarget(scale: Scale, id: string): SeverityTarget | undefined {
  return [...scale.items, ...totalTargets(scale)].find((target) => target.id === id)
}

/** The items of a total that a face does not show; none for an item. */
export function hiddenParts({ parts = [] }: SeverityTarget): readonly ScaleItem[] {
  return parts.filter(({ faceVisible }) => !faceVisible)
}

/** E.g. `A face does not show 3 of its 7 items: Difficulty in abstract thinking, …`; null where it shows all. */
export function hiddenPartsSentence(target: SeverityTarget): string | null {
  const hidden = hiddenParts(target)
  if (hidden.length === 0) return null
  const names = hidden.map(({ name }) => name).join(', ')
  return `A face does not show ${String(hidden.length)} of its ${String(target.parts?.length ?? 0)} items: ${names}.`
}

/**
 * What a total is of one rater's items of one visit. Null unless every item is rated: a scale's rule for missing items is not taken, so
 * that no part of what a model learns from was filled in.
 */
export function wholeTotal(
  scale: Scale,
  totalId: string,
  valueOf: (itemId: string) => number | null,
): number | null {
  const total = scale.totals.find(({ id }) => id === totalId)
  if (total === undefined || total.items.some((id) => valueOf(id) === null)) return null
  return computeTotal(scale, total, valueOf).value
}

import { computeTotal, totalRange } from './scale.ts'
import type { Scale } from './scale.ts'

/** An item or a total of a scale: one number a visit. */
export interface Measure {
  readonly id: string
  readonly name: string
  readonly min: number
  readonly max: number
  readonly kind: 'item' | 'total'
  /** Ids of the items that it is made of; the item itself for an item. */
  readonly items: readonly string[]
  /** Null where too many items are missing. */
  readonly valueOf: (ofItem: (itemId: string) => number | null) => number | null
}

export function measuresOf(scale: Scale): Measure[] {
  return [
    ...scale.totals.map((total): Measure => ({
      id: total.id,
      name: total.name,
      ...totalRange(scale, total),
      kind: 'total',
      items: total.items,
      valueOf: (ofItem) => computeTotal(scale, total, ofItem).value,
    })),
    ...scale.items.map(({ id, name, min, max }): Measure => ({
      id,
      name,
      min,
      max,
      kind: 'item',
      items: [id],
      valueOf: (ofItem) => ofItem(id),
    })),
  ]
}

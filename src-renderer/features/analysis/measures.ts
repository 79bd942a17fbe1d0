import { totalRange } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'

/** An item or a total of a scale: one number a visit. */
export interface Measure {
  readonly id: string
  readonly name: string
  readonly min: number
  readonly max: number
  readonly kind: 'item' | 'total'
  /** Ids of the items that are added up; the item itself for an item. */
  readonly items: readonly string[]
}

export function measuresOf(scale: Scale): Measure[] {
  return [
    ...scale.totals.map((total): Measure => ({
      id: total.id,
      name: total.name,
      ...totalRange(scale, total),
      kind: 'total',
      items: total.items,
    })),
    ...scale.items.map(({ id, name, min, max }): Measure => ({
      id,
      name,
      min,
      max,
      kind: 'item',
      items: [id],
    })),
  ]
}

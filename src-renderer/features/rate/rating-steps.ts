import type { ScaleItem } from '#shared/domain/scale.ts'

/** Up to so many values an item is a row of buttons; beyond, a number field. */
export const mostButtons = 11

/** Every value of the item, lowest first. */
export function valuesOf(item: Pick<ScaleItem, 'min' | 'max'>): readonly number[] {
  return Array.from({ length: item.max - item.min + 1 }, (_, index) => item.min + index)
}

export function hasButtons(item: Pick<ScaleItem, 'min' | 'max'>): boolean {
  return item.max - item.min + 1 <= mostButtons
}

/** Value that a typed digit means; null when the item does not go there. */
export function valueOfDigit(item: Pick<ScaleItem, 'min' | 'max'>, key: string): number | null {
  if (!/^\d$/.test(key)) return null
  const value = Number(key)
  return value >= item.min && value <= item.max ? value : null
}

/** One lower or higher, within the range; from nothing, the lowest or the highest. */
export function stepValue(item: Pick<ScaleItem, 'min' | 'max'>, value: number | null, step: 1 | -1): number {
  if (value === null) return step === 1 ? item.min : item.max
  return Math.min(item.max, Math.max(item.min, value + step))
}

/** Where a value lies over the row of buttons, in percent: 50 % of the first button is `min`. */
export function placeOf(item: Pick<ScaleItem, 'min' | 'max'>, value: number): number {
  return ((value - item.min + 0.5) / (item.max - item.min + 1)) * 100
}

import { takesValue } from '#shared/domain/scale.ts'
import type { ScaleItem } from '#shared/domain/scale.ts'

/** Up to so many values an item is a row of buttons; beyond, a number field. */
export const mostButtons = 11

type Range = Pick<ScaleItem, 'min' | 'max' | 'step'>

function countOfValues({ min, max, step = 1 }: Range): number {
  return Math.floor((max - min) / step) + 1
}

/** Every value of the item, lowest first. */
export function valuesOf(item: Range): readonly number[] {
  return Array.from({ length: countOfValues(item) }, (_, index) => item.min + index * (item.step ?? 1))
}

export function hasButtons(item: Range): boolean {
  return countOfValues(item) <= mostButtons
}

/** Value that a typed digit means; null when the item does not go there. */
export function valueOfDigit(item: Range, key: string): number | null {
  if (!/^\d$/.test(key)) return null
  const value = Number(key)
  return takesValue(item, value) ? value : null
}

/** One lower or higher, within the range; from nothing, the lowest or the highest. */
export function stepValue(item: Range, value: number | null, step: 1 | -1): number {
  if (value === null) return step === 1 ? item.min : item.max
  return Math.min(item.max, Math.max(item.min, value + step * (item.step ?? 1)))
}

/** Where a value lies over the row of buttons, in percent: 50 % of the first button is `min`. */
export function placeOf(item: Range, value: number): number {
  return (((value - item.min) / (item.step ?? 1) + 0.5) / countOfValues(item)) * 100
}

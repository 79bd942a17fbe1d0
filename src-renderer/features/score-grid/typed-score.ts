import { takesValue } from '#shared/domain/scale.ts'
import type { ScaleItem } from '#shared/domain/scale.ts'

type Range = Pick<ScaleItem, 'min' | 'max' | 'step'>

/** More digits than any score has. */
const MAX_DIGITS = 9

/** Whether a longer number that begins so could be a score of the item. */
function goesOn({ min, max, step = 1 }: Range, text: string): boolean {
  if (text === '-') return min < 0
  const begun = Number(text)
  if (!/^-?\d+$/u.test(text) || begun === 0) return false
  for (let digits = 1; digits <= MAX_DIGITS; digits += 1) {
    const nearest = Math.abs(begun) * 10 ** digits
    const farthest = nearest + 10 ** digits - 1
    const [low, high] = begun > 0 ? [nearest, farthest] : [-farthest, -nearest]
    const first = min + Math.ceil((Math.max(low, min) - min) / step) * step
    if (first <= Math.min(high, max)) return true
  }
  return false
}

/** A text that is being typed into a cell, after one more sign. */
export type Typed =
  /** No more can follow: it is the score. */
  | { readonly kind: 'done'; readonly value: number }
  /** More may follow, and Enter ends it. */
  | { readonly kind: 'open'; readonly text: string }
  /** No score begins like this. */
  | { readonly kind: 'refused'; readonly text: string }

export function typedScore(item: Range, text: string): Typed {
  if (goesOn(item, text)) return { kind: 'open', text }
  const value = scoreIn(item, text)
  return value === null ? { kind: 'refused', text } : { kind: 'done', value }
}

/** The score that a typed text is; null for none. */
export function scoreIn(item: Range, text: string): number | null {
  const value = Number(text)
  return /^-?\d+$/u.test(text) && takesValue(item, value) ? value + 0 : null
}

import { takesValue } from '../domain/scale.ts'
import type { ScaleItem } from '../domain/scale.ts'
import { missingReasons } from '../domain/score.ts'
import type { MissingReason } from '../domain/score.ts'
import { numberIn } from './missing-codes.ts'
import type { MissingCodes } from './missing-codes.ts'

/**
 * Why a cell cannot be taken. `clash`: a code for a missing score that a person named, and that is a score of this item.
 * `outside`, `between`: beyond what the item takes, or between two of its steps.
 */
export type RefusedScoreText =
  | { readonly kind: 'clash' | 'not-a-number' | 'not-whole' }
  | { readonly kind: 'outside' | 'between'; readonly value: number }

/** What a cell of a table of scores says of an item. `none` is an empty cell, `code` one that says that there is no score. */
export type ScoreText =
  | { readonly kind: 'none' }
  | { readonly kind: 'code' }
  | { readonly kind: 'score'; readonly value: number | null; readonly missingReason: MissingReason | null }
  | RefusedScoreText

/** `text` without spaces around it. */
export function readScoreText(text: string, item: ScaleItem, missing: MissingCodes): ScoreText {
  if (text === '') return { kind: 'none' }
  const code = missing.kindOf(text, item)
  if (code === 'clash') return { kind: 'clash' }
  if (code === 'missing') return { kind: 'code' }
  const reason = missingReasons.find((known) => known === text.toLowerCase().replaceAll(/[\s_]+/gu, '-'))
  if (reason !== undefined) return { kind: 'score', value: null, missingReason: reason }
  const value = numberIn(text)
  if (value === null) return { kind: 'not-a-number' }
  if (!Number.isInteger(value)) return { kind: 'not-whole' }
  if (value < item.min || value > item.max) return { kind: 'outside', value }
  if (!takesValue(item, value)) return { kind: 'between', value }
  // -0 is the score 0.
  return { kind: 'score', value: value + 0, missingReason: null }
}

import { z } from 'zod'
import { MAX_ITEMS, rangeWords, takesValue } from './scale.ts'
import type { Scale } from './scale.ts'

/** More than any scale has values with a text. */
const MAX_TEXTS_OF_ITEM = 200

/** What a score means, in the words of the scale's manual; by the score as text. */
const itemAnchorsSchema = z
  .record(z.string().regex(/^-?\d{1,6}$/), z.string().min(1).max(2000))
  .refine((texts) => Object.keys(texts).length <= MAX_TEXTS_OF_ITEM, {
    message: 'There are more anchor texts for an item than any scale has values.',
  })

/**
 * Anchor texts of a scale, by item id and score. They are the site's own, typed or from a file: many manuals are licensed, so
 * none ships and no export of results has them.
 */
export const anchorsSchema = z
  .record(z.string().max(40), itemAnchorsSchema)
  .refine((anchors) => Object.keys(anchors).length <= MAX_ITEMS, {
    message: 'There are anchor texts for more items than a scale can have.',
  })
export type Anchors = z.infer<typeof anchorsSchema>

/** The first text that belongs to no score of the scale, in a sentence; null where all do. */
export function anchorFault(scale: Scale, anchors: Anchors): string | null {
  for (const [itemId, texts] of Object.entries(anchors)) {
    const item = scale.items.find(({ id }) => id === itemId)
    if (item === undefined) return `There is an anchor text for the unknown item “${itemId}”.`
    const stray = Object.keys(texts).find((score) => !takesValue(item, Number(score)))
    if (stray !== undefined)
      return `There is an anchor text for the score ${stray} of “${item.name}”, which is rated from ${rangeWords(item)}.`
  }
  return null
}

import { z } from 'zod'
import { MAX_ITEMS } from './scale.ts'

/** What a score means, in the words of the scale's manual; by the score as text. */
const itemAnchorsSchema = z.record(z.string().regex(/^-?\d{1,6}$/), z.string().min(1).max(2000))

/**
 * Anchor texts of a scale, by item id and score. They are the site's own, from a file: many manuals are licensed, so none
 * ships and none is exported.
 */
export const anchorsSchema = z
  .record(z.string().max(40), itemAnchorsSchema)
  .refine((anchors) => Object.keys(anchors).length <= MAX_ITEMS, {
    message: 'There are anchor texts for more items than a scale can have.',
  })
export type Anchors = z.infer<typeof anchorsSchema>

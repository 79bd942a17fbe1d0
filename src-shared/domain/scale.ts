import { z } from 'zod'

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'An id has lower-case letters, digits and hyphens.')
const columnSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'A column name has lower-case letters, digits and underscores.')

/** The longest instruments have some dozens. */
export const MAX_ITEMS = 200
const wordsSchema = z.string().max(2000)

export const scaleItemSchema = z.object({
  id: idSchema,
  /** Column name in CSV files, e.g. `panss_n1`. Unique over all scales. */
  column: columnSchema,
  name: z.string().min(1).max(120),
  min: z.number().int(),
  max: z.number().int(),
  /** A rater can see this on the face or in the body on video; only such items may be estimated. */
  faceVisible: z.boolean(),
})
export type ScaleItem = z.infer<typeof scaleItemSchema>

export const scaleTotalSchema = z.object({
  id: idSchema,
  column: columnSchema,
  name: z.string().min(1).max(120),
  /** Ids of the items that are added up. */
  items: z.array(idSchema).min(1).max(MAX_ITEMS),
})
export type ScaleTotal = z.infer<typeof scaleTotalSchema>

/**
 * A clinical scale as a data file: names and ranges only, never the anchor texts of a licensed instrument.
 */
export const scaleSchema = z
  .object({
    formatVersion: z.literal(1),
    id: idSchema,
    title: z.string().min(1).max(120),
    shortTitle: z.string().min(1).max(40),
    citation: wordsSchema,
    licenceNote: wordsSchema,
    /** Other column names that the importer accepts, lower case, by item id. */
    aliases: z
      .record(z.string().max(40), z.array(z.string().max(200)).max(100))
      .refine((aliases) => Object.keys(aliases).length <= MAX_ITEMS, {
        message: 'Other column names are given for more items than a scale can have.',
      })
      .default({}),
    items: z.array(scaleItemSchema).min(1).max(MAX_ITEMS),
    totals: z.array(scaleTotalSchema).max(50).default([]),
  })
  .superRefine((scale, context) => {
    const ids = scale.items.map((item) => item.id)
    if (new Set(ids).size !== ids.length)
      context.addIssue({ code: 'custom', message: 'Two items share one id.' })
    const columns = [...scale.items.map((item) => item.column), ...scale.totals.map((total) => total.column)]
    if (new Set(columns).size !== columns.length) {
      context.addIssue({ code: 'custom', message: 'Two items or totals share one column name.' })
    }
    for (const item of scale.items) {
      if (item.min >= item.max)
        context.addIssue({ code: 'custom', message: `Item ${item.id}: min must be below max.` })
    }
    for (const total of scale.totals) {
      for (const id of total.items) {
        if (!ids.includes(id))
          context.addIssue({ code: 'custom', message: `Total ${total.id} names the unknown item ${id}.` })
      }
    }
  })
export type Scale = z.infer<typeof scaleSchema>

/** Lowest and highest possible value of a total. */
export function totalRange(scale: Scale, total: ScaleTotal): { min: number; max: number } {
  const items = scale.items.filter((item) => total.items.includes(item.id))
  return {
    min: items.reduce((sum, item) => sum + item.min, 0),
    max: items.reduce((sum, item) => sum + item.max, 0),
  }
}

export type TotalResult =
  { complete: true; value: number } | { complete: false; value: null; rated: number; of: number }

/** Adds up a total. One missing item leaves the total missing: nothing is pro-rated silently. */
export function computeTotal(total: ScaleTotal, valueOf: (itemId: string) => number | null): TotalResult {
  const values = total.items.map(valueOf).filter((value) => value !== null)
  return values.length === total.items.length
    ? { complete: true, value: values.reduce((sum, value) => sum + value, 0) }
    : { complete: false, value: null, rated: values.length, of: total.items.length }
}

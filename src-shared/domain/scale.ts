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
  /** A high score means less of the symptom: totals count min + max - score. The score itself stays as it was given. */
  reversed: z.boolean().optional(),
})
export type ScaleItem = z.infer<typeof scaleItemSchema>

export const scaleTotalSchema = z.object({
  id: idSchema,
  column: columnSchema,
  name: z.string().min(1).max(120),
  /** Ids of the items that are added up. */
  items: z.array(idSchema).min(1).max(MAX_ITEMS),
  /**
   * How many items may be missing where the scale's manual lets the mean of the others stand for them. Not given: one
   * missing item leaves the total missing.
   */
  mostMissing: z.number().int().min(1).max(MAX_ITEMS).optional(),
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
    /** Edition, e.g. `1987, 30 items`. */
    version: z.string().max(120).optional(),
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
      if (new Set(total.items).size !== total.items.length) {
        context.addIssue({ code: 'custom', message: `Total ${total.id} names an item twice.` })
      }
      if ((total.mostMissing ?? 0) >= total.items.length) {
        context.addIssue({
          code: 'custom',
          message: `Total ${total.id} would have a value without any item.`,
        })
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

/** `missing`: items for which the mean of the rated ones stands. */
export type TotalResult =
  | { complete: true; value: number; missing: number }
  | { complete: false; value: null; rated: number; of: number }

/** `valueOf` gives scores as they were rated; null for a missing one. */
export function computeTotal(
  scale: Scale,
  total: ScaleTotal,
  valueOf: (itemId: string) => number | null,
): TotalResult {
  const items = scale.items.filter(({ id }) => total.items.includes(id))
  const values = items.map((item) => countedValue(item, valueOf(item.id))).filter((value) => value !== null)
  const missing = items.length - values.length
  if (missing > (total.mostMissing ?? 0)) {
    return { complete: false, value: null, rated: values.length, of: items.length }
  }
  const sum = values.reduce((before, value) => before + value, 0)
  return { complete: true, value: missing === 0 ? sum : (sum * items.length) / values.length, missing }
}

function countedValue({ min, max, reversed }: ScaleItem, value: number | null): number | null {
  return value === null || reversed !== true ? value : min + max - value
}
